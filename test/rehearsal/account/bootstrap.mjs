// What Lambda's runtime does in a bare process: loads the handler that the environment names and works off invocations.
// Two things stand in for the world around it: a clock that the account moves, and an internet that has few hosts.
import dns from 'node:dns/promises';
import { request } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';
import { pathToFileURL } from 'node:url';

const [internet] = process.argv.slice(2).map((text) => JSON.parse(text));
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const machineNow = Date.now.bind(Date);
let aheadMilliseconds = 0;

globalThis.Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(machineNow() + aheadMilliseconds);
    else super(...given);
  }
  static now() {
    return machineNow() + aheadMilliseconds;
  }
};

dns.lookup = async (name) => {
  const host = internet.hosts[name];
  if (!host) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  return [{ address: host.address, family: 4 }];
};
const lookup = (name, _, done) => dns.lookup(name).then((found) => done(null, found), done);
syncBuiltinESMExports();
tls.setDefaultCACertificates([internet.certificate]);
https.globalAgent.createConnection = (options, done) => {
  (options.lookup ?? lookup)(options.host, { all: true }, (fault) => {
    const { port } = internet.hosts[options.host] ?? {};
    if (fault) done(fault);
    else done(null, tls.connect({ ...options, host: '127.0.0.1', port, lookup: undefined }));
  });
};

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`${api}${path}`, { method }, async (response) => {
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      resolve({ headers: response.headers, text: Buffer.concat(pieces).toString() });
    });
    // The account is gone, and with it everybody who could ask for anything.
    sent.on('error', () => process.exit(0)).on('abort', reject);
    sent.end(body);
  });
}

const errorOf = (fault) => ({
  errorType: fault?.name ?? 'Error',
  errorMessage: String(fault?.message ?? fault),
  trace: String(fault?.stack ?? '').split('\n'),
});

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
  };
}

const [file, name] = process.env._HANDLER.split('.');
let handler;
try {
  handler = (await import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/${file}.mjs`).href))[name];
  if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is no function`);
} catch (fault) {
  await ask('POST', '/init/error', JSON.stringify(errorOf(fault)));
  process.exit(1);
}

for (;;) {
  const { headers, text } = await ask('GET', '/invocation/next');
  aheadMilliseconds = Number(headers['rehearsal-ahead-ms']);
  const path = `/invocation/${headers['lambda-runtime-aws-request-id']}`;
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    await ask('POST', `${path}/response`, JSON.stringify(result ?? null));
  } catch (fault) {
    await ask('POST', `${path}/error`, JSON.stringify(errorOf(fault)));
  }
}
