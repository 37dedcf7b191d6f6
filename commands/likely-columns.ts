/** Parts of column names, Norwegian and English, that tell which field a column likely holds; the first that fits. */
const SIGNS: readonly (readonly [field: string, names: RegExp])[] = [
  ['sourceKey', /^(id|key|nøkkel|sak|saksnr|saksnummer|hashid|record_?id|vedtaksnr)$/i],
  ['unit', /enhet|unit|_aor$|region/i],
  ['start', /^(start|fra|begynt|iverksatt|placement_date)|startet|start_?(dato|tid|date)|fra_?dato/i],
  ['end', /^(slutt|til|end|avsluttet|release_date)|slutt_?(dato|tid)|til_?dato|end_?date/i],
  ['kind', /^(tiltak|tiltakstype|kind)$/i],
  ['means', /^(middel|virkemiddel|means)$/i],
  ['legalBasis', /hjemmel|grunnlag|paragraf|legal_?basis|reason/i],
  ['extent', /omfang|extent|hel_?delvis/i],
  ['facility', /fengsel|avdeling|facility|anstalt/i],
  ['securityLevel', /sikkerhet|security/i],
  ['sex', /kjønn|kjonn|^sex$|gender/i],
  ['ageGroup', /aldersgruppe|age_?group/i],
  ['adultOn', /fyller_?18|18_?år|adult_?on/i],
  ['birthDate', /født|fodt|fødsel|birth/i],
  ['custody', /varetekt|soning|status|custody/i],
  ['citizenship', /statsborger|citizen|nasjonal/i],
  ['measure', /^(tiltak_?id|measure)$/i],
  ['assessedAt', /vurdert|assessed/i],
  ['supervisedAt', /tilsyn|supervised/i],
  ['notifiedAt', /varslet|notified/i],
  ['decidedAt', /vedtatt|besluttet|decided/i],
  ['sentAt', /sendt|sent/i],
  ['filedAt', /klaget|filed/i],
  ['day', /^(dag|dato|day|date)$/i],
  ['arrivedOn', /innsatt|ankom|arrived/i],
  ['leftOn', /løslatt|avreist|left/i],
];

/** Field → column, each column used once. */
export function likelyColumns(columns: readonly string[]): ReadonlyMap<string, string> {
  const likely = new Map<string, string>();
  for (const [field, names] of SIGNS) {
    const column = columns.find((name) => names.test(name) && ![...likely.values()].includes(name));
    if (column !== undefined) likely.set(field, column);
  }
  return likely;
}
