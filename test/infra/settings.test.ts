import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';

function settingsFrom(context: Record<string, unknown>) {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return readSettings(node);
}

describe('the settings of an installation', () => {
  it('are complete without any context', () => {
    expect(settingsFrom({})).toEqual({
      stage: 'production',
      architecture: 'arm64',
      portalOrigins: [],
      signInScopes: 'openid',
      signInOrigins: [],
      evidenceRetentionYears: 10,
      finalRetentionYears: 30,
      evidenceWarnings: 'show',
      scheduler: 'on',
    });
  });

  it('take several origins from a command line or from a file', () => {
    const portalOrigins = ['https://a.example', 'https://b.example'];
    expect(settingsFrom({ portalOrigins: portalOrigins.join(',') })).toMatchObject({ portalOrigins });
    expect(settingsFrom({ portalOrigins })).toMatchObject({ portalOrigins });
  });

  it('take numbers from a command line, which gives them as text', () => {
    const given = { evidenceRetentionYears: '15', finalRetentionYears: '100', evidenceBytesMax: '1048576' };
    expect(settingsFrom(given)).toMatchObject({
      evidenceRetentionYears: 15,
      finalRetentionYears: 100,
      evidenceBytesMax: 1_048_576,
    });
  });

  it.each([
    { stage: 'Production!' },
    { account: '1234' },
    { architecture: 'mips' },
    { alarmEmail: 'nobody' },
    { portalOrigins: '*' },
    { portalOrigins: 'http://a.example' },
    { portalOrigins: 'https://a.example/path' },
    { evidenceRetentionYears: '0' },
    { finalRetentionYears: '101' },
    { finalRetentionYears: 'long' },
    { evidenceBytesMax: '1.5' },
    { evidenceTypes: 'pdf' },
    { evidenceWarnings: 'maybe' },
    { clamdAddress: 'scanner' },
    { scheduler: 'maybe' },
  ])('refuse %o by name', (context) => {
    expect(() => settingsFrom(context)).toThrow(Object.keys(context)[0]!);
  });
});
