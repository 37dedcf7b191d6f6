import type { Check } from './check.ts';
import { ACCESS_CHECKS } from './checks/access.ts';
import { DELIVERY_CHECKS } from './checks/deliveries.ts';
import { DEVIATION_CHECKS } from './checks/deviations.ts';
import { ENTITY_CHECKS } from './checks/entities.ts';
import { ENTRY_CHECKS } from './checks/entries.ts';
import { ERROR_CHECKS } from './checks/errors.ts';
import { figureChecks } from './checks/figures.ts';
import { FINDING_CHECKS } from './checks/findings.ts';
import { importChecks } from './checks/imports.ts';
import { ISOLATION_CHECKS } from './checks/isolations.ts';
import { LATE_SOURCE_CHECKS } from './checks/late-source.ts';
import { KEY_FIGURE_CHECKS } from './checks/key-figures.ts';
import { LEAVING_CHECKS } from './checks/leaving.ts';
import { PAGE_CHECKS } from './checks/pages.ts';
import { POSTING_CHECKS } from './checks/posting.ts';
import { QUARANTINE_CHECKS } from './checks/quarantine.ts';
import { QUALITY_CHECKS } from './checks/quality.ts';
import { recordChecks } from './checks/records.ts';
import { REGIME_DAY_CHECKS } from './checks/regime-days.ts';
import { SERVICE_CHECKS } from './checks/service.ts';
import { SILENCE_CHECKS } from './checks/silence.ts';
import { VERSION_CHECKS } from './checks/versions.ts';
import { readRecords, recordSet } from './record-set.ts';
import type { UnitClient } from './unit-client.ts';

/** Every check, in the order they run: the records of the figures first, what declares and undoes last. */
export function allChecks(unit: UnitClient): readonly Check[] {
  const sent = recordSet((name) => unit.key(name));
  const records = readRecords(sent);
  return [
    ...SERVICE_CHECKS,
    ...figureChecks(sent, records),
    ...ACCESS_CHECKS,
    ...ENTITY_CHECKS,
    ...recordChecks(records),
    ...PAGE_CHECKS,
    ...VERSION_CHECKS,
    ...ENTRY_CHECKS,
    ...DEVIATION_CHECKS,
    ...FINDING_CHECKS,
    ...SILENCE_CHECKS,
    ...ISOLATION_CHECKS,
    ...REGIME_DAY_CHECKS,
    ...KEY_FIGURE_CHECKS,
    ...POSTING_CHECKS,
    ...QUARANTINE_CHECKS,
    ...QUALITY_CHECKS,
    ...ERROR_CHECKS,
    ...DELIVERY_CHECKS,
    ...importChecks(records),
    ...LATE_SOURCE_CHECKS,
    ...LEAVING_CHECKS,
  ];
}
