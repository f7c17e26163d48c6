import { expect, it } from 'vitest';
import { preferredLanguage } from '../../functions/http/language.ts';

it.each([
  'zh',
  'ZH',
  'zh-CN',
  'zh-Hans-CN',
  'zh-CN,zh;q=0.9,en;q=0.8',
  'en;q=0.5, zh-TW;q=0.6',
  'fr, zh;q=0.1',
  'zh, en',
  'en;q=0.3, zh ; q=0.30001, zh;q=0.4',
  'en;q=0, *;q=0.5',
  '*;q=0.1, zh;q=0.2',
])('prefers Chinese for %s', (header) => {
  expect(preferredLanguage(header)).toBe('zh');
});

it.each([
  undefined,
  '',
  '*',
  'en',
  'en-US,en;q=0.9,zh;q=0.8',
  'en, zh',
  'fr',
  'zh;q=0',
  'zh;q=0, en;q=0',
  'zh;q=0.4, en',
  'zh;q=2',
  'zh;q=x',
  'zhx',
  'zh;q=0.5, *',
  ',,;q=1,',
])('prefers English for %s', (header) => {
  expect(preferredLanguage(header)).toBe('en');
});
