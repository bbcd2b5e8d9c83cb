/** The particulars of an invented person: a plausible mobile number of São Paulo, or a username made from the name. */

export type ContactBody =
  | { name: string; wa_id: string }
  | { name: string; username_only: true; username: string };

export function newContact(name: string, usernameOnly: boolean, dice: () => number): ContactBody {
  const digits = String(Math.floor(dice() * 1e7)).padStart(7, '0');
  if (!usernameOnly) return { name, wa_id: `551199${digits}` };
  const letters = name
    .normalize('NFD')
    .replace(/[^a-zA-Z0-9]+/g, '')
    .toLowerCase();
  return { name, username_only: true, username: `${letters || 'pessoa'}.${digits.slice(0, 4)}` };
}
