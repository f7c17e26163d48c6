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
      portalRequestsPerSecond: 50,
      signInScopes: 'openid',
      reservedConcurrency: [],
      signInOrigins: [],
      evidenceRetentionYears: 10,
      finalRetentionYears: 30,
      evidenceWarnings: 'show',
      subnets: [],
      securityGroups: [],
      lock: 'compliance',
      keep: 'yes',
      backup: 'off',
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

  it('let a trial be one that can be removed, and a scanner be asked within its network', () => {
    const trial = { stage: 'trial', lock: 'governance', keep: 'no' };
    expect(settingsFrom(trial)).toMatchObject(trial);
    const scan = {
      clamdAddress: '10.0.0.7:3310',
      subnets: 'subnet-0a1b2c3d,subnet-0b1c2d3e',
      securityGroups: 'sg-1a2b3c4d',
    };
    expect(settingsFrom(scan)).toMatchObject({
      subnets: ['subnet-0a1b2c3d', 'subnet-0b1c2d3e'],
      securityGroups: ['sg-1a2b3c4d'],
    });
  });

  it('take the keys of an issuer in an intranet, by their address or as they are', () => {
    const address = {
      tokenKeys: 'https://login.internal/keys',
      tokenKeyAuthorities: 'test/fixtures/issuer/certificate.pem',
    };
    expect(settingsFrom(address).tokenKeyAuthorities).toContain('BEGIN CERTIFICATE');
    const keys = '{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AQAB","y":"AQAB"}]}';
    expect(settingsFrom({ tokenKeys: keys }).tokenKeys).toBe(keys);
  });

  it('name the stream of a restored table with the table', () => {
    expect(() => settingsFrom({ tableName: 'restored' })).toThrow('tableStreamArn');
  });

  it.each([
    { stage: 'Production!' },
    { account: '1234' },
    { architecture: 'mips' },
    { alarmEmail: 'nobody' },
    { portalOrigins: '*' },
    { portalOrigins: 'http://a.example' },
    { portalOrigins: 'https://a.example/path' },
    { portalRequestsPerSecond: '0' },
    { portalRequestsPerSecond: '0.5' },
    { evidenceRetentionYears: '0' },
    { finalRetentionYears: '101' },
    { finalRetentionYears: 'long' },
    { evidenceBytesMax: '1.5' },
    { evidenceTypes: 'pdf' },
    { evidenceWarnings: 'maybe' },
    { tokenKeys: 'http://login.internal/keys' },
    { tokenKeys: '{"keys":[]}' },
    { tokenKeys: '{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}' },
    { tokenKeys: '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}' },
    { tokenKeys: '{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB","d":"AQAB"}]}' },
    { tokenKeys: `https://login.internal/${'k'.repeat(3500)}` },
    { tokenKeyAuthorities: 'test/fixtures/issuer/certificate.pem' },
    { tokenKeyAuthorities: 'package.json', tokenKeys: 'https://login.internal/keys' },
    { domainName: 'https://kaohe.example.org' },
    { domainCertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/made-up' },
    { reservedConcurrency: 'recalculate' },
    { reservedConcurrency: 'recalculate=0' },
    { reservedConcurrency: 'nobody=3' },
    { clamdAddress: 'scanner' },
    { clamdAddress: 'scanner.internal:3310' },
    { clamdAddress: '8.8.8.8:3310', subnets: 'subnet-1a2b3c4d', securityGroups: 'sg-1a2b3c4d' },
    { securityGroups: 'sg-1a2b3c4d' },
    { subnets: 'vpc-1' },
    { lock: 'governance' },
    { lock: 'weak', stage: 'trial' },
    { keep: 'no' },
    { keep: 'maybe', stage: 'trial' },
    { tableName: '' },
    { tableStreamArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/restored/stream/2026' },
    { backup: 'hourly' },
    { scheduler: 'maybe' },
  ])('refuse %o by name', (context) => {
    expect(() => settingsFrom(context)).toThrow(Object.keys(context)[0]!);
  });
});
