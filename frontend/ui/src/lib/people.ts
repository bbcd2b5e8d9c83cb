/** Names and numbers of people as they are shown. */

/** First letters of the first and last word; digits and signs of a phone number give a neutral mark. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0]?.[0] ?? '#';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** A hue in degrees that depends only on the seed. */
export function tintOf(seed: string): number {
  let hash = 0;
  for (const letter of seed) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 12) * 30;
}

/** Brazilian numbers as people write them; any other with a plus before it. */
export function formatPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const brazilian = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits);
  if (brazilian) return `+55 ${brazilian[1]} ${brazilian[2]}-${brazilian[3]}`;
  return `+${digits}`;
}

/** What to call someone who may have hidden their name, their number, or both. */
export function displayName(
  person: { name?: string | null; phone?: string | null },
  unnamed: string,
): string {
  if (person.name?.trim()) return person.name.trim();
  return person.phone ? formatPhone(person.phone) : unnamed;
}
