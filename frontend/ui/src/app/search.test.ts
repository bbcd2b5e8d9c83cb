/** Addresses keep what they may hold and nothing else. */
import { describe, expect, it } from 'vitest';
import { readInboxSearch, readLoginSearch, readSimulatorSearch } from './search';

describe('readLoginSearch', () => {
  it('keeps a path of this page', () => {
    expect(readLoginSearch({ next: '/leads?x=1' })).toEqual({ next: '/leads?x=1' });
  });

  it.each(['https://evil.test/', '//evil.test', '/\\evil.test', 7, ''])('drops %s', (next) => {
    expect(readLoginSearch({ next })).toEqual({});
  });
});

describe('readInboxSearch', () => {
  it('keeps known views and text', () => {
    expect(readInboxSearch({ view: 'human', q: 'ana', c: 'id', x: 1 })).toEqual({
      view: 'human',
      q: 'ana',
      c: 'id',
    });
  });

  it('drops unknown views and empty text', () => {
    expect(readInboxSearch({ view: 'all', q: '' })).toEqual({});
  });
});

describe('readSimulatorSearch', () => {
  it('reads digits as the ids they are', () => {
    expect(readSimulatorSearch({ number: 100200300400501, contact: '5511999990001' })).toEqual({
      number: '100200300400501',
      contact: '5511999990001',
    });
  });
});
