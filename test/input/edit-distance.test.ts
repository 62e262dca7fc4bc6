import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance, likest } from '../../src/input/edit-distance.ts';

const word = fc.string({ maxLength: 12 });

it.each([
  ['', 'abc', 3],
  ['email', 'emial', 1],
  ['server', 'servr', 1],
  ['kitten', 'sitting', 3],
  ['same', 'same', 0],
])('%j is as far from %j as %d slips of the pen', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

it('is the same both ways, nothing for a word itself, and at most the longer word', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

it('one slip away is like, wherever it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,20}$/), fc.nat(), fc.stringMatching(/^[a-z]$/), (name, at, letter) => {
      const place = at % name.length;
      const slip = `${name.slice(0, place)}${letter}${name.slice(place + 1)}`;
      expect(likest(slip, [name])).toEqual([name]);
    }),
  );
});

it.each([
  ['thesis', ['web', 'thesis-vm'], ['thesis-vm']],
  ['THESIS-VM', ['thesis-vm'], ['thesis-vm']],
  ['thsis-vm', ['thesis-bm', 'thesis-vm'], ['thesis-vm', 'thesis-bm']],
  ['colour', ['cloud', 'server'], []],
])('%j means of %j: %j', (wanted, words, like) => {
  expect(likest(wanted, words)).toEqual(like);
});
