import { isKeyFigureQuestion } from '../key-figures/question.ts';
import type { Question } from '../practice/question.ts';
import { isCubeQuestion } from './cube.ts';

/**
 * Whether readers of published figures may put it: whatever units and the register answer to it reaches the
 * directorate's subgraph alone, which hides what must be hidden.
 */
export function isPublishedQuestion(asked: Question): boolean {
  return isCubeQuestion(asked) || isKeyFigureQuestion(asked);
}
