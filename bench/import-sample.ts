const COLUMNS =
  'sak,enhet,person,start,slutt,hjemmel,fengsel,kjønn,alder,status,statsborgerskap,omfang,vedtatt,nivå,rolle,skriftlig,underrettet,begrunnelse,mildere,delvis';

/**
 * Rows such as a unit's own system exports: clock times, a decision with all it must hold, the person's
 * attributes. Nine in ten last less than five days. What follows a measure comes in files of its own.
 */
export function* sampleLines(rows: number): Generator<string> {
  yield `${COLUMNS}\n`;
  let chunk = '';
  for (let row = 0; row < rows; row += 1) {
    const { begun, ended } = timesOf(row);
    const fields = [
      `sak-${row}`,
      'Oslo fengsel',
      personOf(row),
      local(begun),
      row % 50 === 0 ? '' : local(ended),
      '§37 b',
      `Avdeling ${row % 7}`,
      row % 17 === 0 ? 'K' : 'M',
      '25-34',
      row % 5 === 0 ? 'varetekt' : 'dom',
      row % 4 === 0 ? 'utenlandsk' : 'norsk',
      row % 3 === 0 ? 'delvis' : 'hel',
      local(begun),
      'lokalt',
      'vaktleder',
      local(begun),
      local(begun),
      `Utelukket av hensyn til sikkerheten etter hendelse ${row} på avdelingen.`,
      'ja',
      'ja',
    ];
    chunk += `${fields.join(',')}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** The record such a row becomes. */
export function sampleRecord(row: number): object {
  const { begun, ended } = timesOf(row);
  const at = new Date(begun).toISOString();
  return {
    sourceKey: `sak-${row}`,
    kind: 'EXCLUSION',
    means: 'EXCLUSION',
    start: at,
    ...(row % 50 !== 0 && { end: new Date(ended).toISOString() }),
    legalBasis: '37-1-b',
    facility: `Avdeling ${row % 7}`,
    person: personOf(row),
    sex: row % 17 === 0 ? 'FEMALE' : 'MALE',
    ageGroup: 'AGE_25_34',
    custody: row % 5 === 0 ? 'REMAND' : 'SENTENCED',
    citizenship: row % 4 === 0 ? 'FOREIGN' : 'NORWEGIAN',
    extent: row % 3 === 0 ? 'PARTIAL' : 'WHOLE',
    decision: {
      decidedAt: at,
      level: 'LOCAL',
      role: 'vaktleder',
      writtenAt: at,
      inmateToldAt: at,
      justification: `Utelukket av hensyn til sikkerheten etter hendelse ${row} på avdelingen.`,
      milderMeansTried: true,
      partialConsidered: true,
    },
  };
}

/** How the rows are read into records. */
export function sampleProfile(source: string, unit: string): object {
  const clock = (column: string) => ({ column, format: 'YYYY-MM-DD HH:mm' });
  const yes = (column: string) => ({ column, values: { ja: 'true', nei: 'false' } });
  return {
    target: 'measures',
    source,
    unit: { column: 'enhet', prefixes: { Oslo: unit } },
    sourceKey: { column: 'sak' },
    person: { column: 'person', as: 'PSEUDONYM' },
    fields: {
      kind: { value: 'EXCLUSION' },
      means: { value: 'EXCLUSION' },
      start: clock('start'),
      end: clock('slutt'),
      legalBasis: { column: 'hjemmel', values: { '§37 b': '37-1-b' } },
      facility: { column: 'fengsel' },
      sex: { column: 'kjønn', values: { K: 'FEMALE', M: 'MALE' } },
      ageGroup: { column: 'alder', values: { '25-34': 'AGE_25_34' } },
      custody: { column: 'status', values: { varetekt: 'REMAND', dom: 'SENTENCED' } },
      citizenship: { column: 'statsborgerskap', values: { norsk: 'NORWEGIAN', utenlandsk: 'FOREIGN' } },
      extent: { column: 'omfang', values: { hel: 'WHOLE', delvis: 'PARTIAL' } },
      'decision.decidedAt': clock('vedtatt'),
      'decision.level': { column: 'nivå', values: { lokalt: 'LOCAL' } },
      'decision.role': { column: 'rolle' },
      'decision.writtenAt': clock('skriftlig'),
      'decision.inmateToldAt': clock('underrettet'),
      'decision.justification': { column: 'begrunnelse' },
      'decision.milderMeansTried': yes('mildere'),
      'decision.partialConsidered': yes('delvis'),
    },
  };
}

const HOUR = 3_600_000;

function timesOf(row: number): { readonly begun: number; readonly ended: number } {
  const begun = Date.parse('2015-01-01T08:00:00Z') + (row % 3600) * 24 * HOUR + (row % 700) * 60_000;
  // Never between two and three at night, which summer time skips once a year.
  const days = row % 10 === 0 ? row % 40 : row % 5;
  return { begun, ended: begun + days * 24 * HOUR + (1 + (row % 4)) * HOUR };
}

function personOf(row: number): string {
  return `person-${String(row % 20_000).padStart(25, '0')}`;
}

function local(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16).replace('T', ' ');
}
