/** Bands of a day's hours out of the cell, by the minutes where the next one begins. */
export const OUT_OF_CELL_BANDS = ['UNDER_2', 'FROM_2_TO_4', 'FROM_4_TO_8', 'FROM_8'] as const;
export const OUT_OF_CELL_EDGES = [120, 240, 480] as const;
/** More than so many minutes of meaningful contact a day. */
export const ENOUGH_CONTACT = 120;
/** Whole exclusions longer than so many days are counted by persons. */
export const LONG_EXCLUSIONS = [14, 42, 365] as const;
