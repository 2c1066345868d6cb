/**
 * Chinese public holidays that fall on a weekday, as Beijing dates: off-peak all day. 2026 after the State Council's
 * schedule; of 2027 only what is fixed by itself.
 */
export const holidays: readonly string[] = [
  '2026-09-25',
  '2026-10-01',
  '2026-10-02',
  '2026-10-05',
  '2026-10-06',
  '2026-10-07',
  '2027-01-01',
];
