/** What the paper clip sends: a picture, a voice note and a place that are always at hand. */
import photoUrl from '../samples/living-room.jpg';
import voiceUrl from '../samples/voice-note.ogg';
import type { Action } from './wire';

export const PLACE: Action = {
  type: 'location',
  latitude: -23.5614,
  longitude: -46.6559,
  name: 'Avenida Paulista',
  address: 'Bela Vista, São Paulo - SP',
};

async function base64Of(url: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export async function photo(caption: string): Promise<Action> {
  return { type: 'image', data: await base64Of(photoUrl), mime_type: 'image/jpeg', caption };
}

export async function voiceNote(): Promise<Action> {
  return { type: 'audio', data: await base64Of(voiceUrl), mime_type: 'audio/ogg', voice: true };
}
