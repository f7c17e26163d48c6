import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf, sha256 } from '../../lib/domain/digest.ts';

describe('canonical JSON', () => {
  it('has keys in code-unit order at every depth, and no white space', () => {
    expect(canonicalJson({ b: { d: 1, c: [true, null] }, a: 'x', B: 2, '10': 3, '9': 4 })).toBe(
      '{"10":3,"9":4,"B":2,"a":"x","b":{"c":[true,null],"d":1}}',
    );
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([3, 1, 2, ['b', 'a']])).toBe('[3,1,2,["b","a"]]');
  });

  it('leaves out what is undefined and keeps what is null', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('escapes what JSON must escape and nothing else', () => {
    expect(canonicalJson('"\\\n\u0001考核\u{1F600}/')).toBe('"\\"\\\\\\n\\u0001考核\u{1F600}/"');
  });

  it('sorts by UTF-16 code units, as RFC 8785 asks, not by code points', () => {
    expect(canonicalJson({ '\uFB33': 1, '\u{1F600}': 2 })).toBe('{"\u{1F600}":2,"\uFB33":1}');
  });
});

interface Told {
  readonly told: string;
  readonly rest?: readonly Told[];
}

describe('what canonical JSON takes', () => {
  it('is any type whose parts JSON can hold, interfaces included; others do not compile', () => {
    const told: Told = { told: 'x', rest: [{ told: 'y' }] };
    expect(canonicalJson([told])).toBe('[{"rest":[{"told":"y"}],"told":"x"}]');
    // @ts-expect-error: it would be an empty object.
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":{}}');
    // @ts-expect-error: it would be an empty object.
    expect(canonicalJson(new Map([['a', 1]]))).toBe('{}');
    // @ts-expect-error: nobody knows what it holds.
    expect(canonicalJson({ told } as { told: unknown })).toBe('{"told":{"rest":[{"told":"y"}],"told":"x"}}');
  });
});

describe('the digest', () => {
  it('is SHA-256 of the UTF-8 bytes in lower-case hex', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('考')).toBe(sha256(new Uint8Array([0xe8, 0x80, 0x83])));
  });

  it('does not depend on the order of keys, but on every value', () => {
    expect(digestOf({ a: 1, b: [2] })).toBe(digestOf({ b: [2], a: 1 }));
    expect(digestOf({ a: 1, b: [2] })).not.toBe(digestOf({ a: 1, b: [3] }));
    expect(digestOf({ a: 1, b: null })).not.toBe(digestOf({ a: 1 }));
  });
});
