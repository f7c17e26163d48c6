import { cpSync, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listen } from '../../../infra/local/loopback.ts';
import type { CloudClock } from './cloud-clock.ts';
import { environmentOf, type RoleKey } from './function-environment.ts';
import type { Metrics } from './metrics.ts';
import { type Outcome, type ProcessSettings, RuntimeProcess } from './runtime-process.ts';
import type { Deployed, DeployedStack } from './template.ts';

/** Of synchronous requests and of answers. */
const payloadBytesMax = 6 * 1024 * 1024;
const asyncPayloadBytesMax = 1024 * 1024;
/** Processes of one function; on AWS there may be more, which this machine has no room for. */
const processesMax = 3;

/** What every function is started with beside what the template says. */
export interface LambdaSurroundings {
  readonly region: string;
  readonly bundles: string;
  /** A folder of its own, outside the repository. */
  readonly folder: string;
  /** Where services are reached: variables that Lambda does not set and the SDK reads. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly keyOf: (roleArn: string) => RoleKey;
  readonly internet: object;
  readonly clock: CloudClock;
  readonly metrics: Metrics;
}

/** An invocation that waits for a process. */
interface Waiting {
  readonly event: string;
  readonly settle: (outcome: Outcome) => void;
}

/** Lambda: the functions of a template, each in processes of its own behind the runtime API. */
export class Lambda {
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(stack: DeployedStack, around: LambdaSurroundings): Promise<Lambda> {
    if (!process.version.startsWith('v24.'))
      throw new Error(`functions run on Node 24, and this is ${process.version}`);
    const server = createServer((request, response) => void lambda.#serve(request, response));
    const lambda = new Lambda(server);
    const port = await listen(server, 0, 'PORT');
    for (const deployed of stack.ofType('AWS::Lambda::Function')) {
      const name = deployed.path.split('/')[1]!;
      const made = new DeployedFunction(name, deployed, around, (id) => `127.0.0.1:${port}/${name}/${id}`);
      lambda.#functions.set(name, made);
    }
    return lambda;
  }

  /** A function by the name of its construct, or by its own name or ARN. */
  find(name: string): DeployedFunction {
    const found =
      this.#functions.get(name) ?? this.all.find(({ deployed }) => [deployed.ref, deployed.arn].includes(name));
    if (!found) throw new Error(`there is no function ${name}`);
    return found;
  }

  get all(): DeployedFunction[] {
    return [...this.#functions.values()];
  }

  async stop(): Promise<void> {
    for (const each of this.all) each.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = '', id = '', path = ''] = /^\/([\w-]+)\/(\w+)\/2018-06-01\/runtime(\/.*)$/.exec(request.url!) ?? [];
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    this.#functions.get(name)?.hear(id, path, Buffer.concat(pieces), response);
  }
}

/** One function: what the template says of it, its processes and what waits for one. */
export class DeployedFunction {
  readonly name: string;
  readonly deployed: Deployed;
  /** Lines that are no metrics, in order. */
  readonly lines: string[] = [];
  /** What came of invocations that failed, in order. */
  readonly failures: string[] = [];
  /** `crash`: the next invocations end in the middle; `throttle`: none begins. */
  trouble: 'crash' | 'throttle' | null = null;
  readonly #around: LambdaSurroundings;
  readonly #settings: ProcessSettings;
  readonly #processes = new Map<string, RuntimeProcess>();
  readonly #free: RuntimeProcess[] = [];
  readonly #waiting: Waiting[] = [];
  #isStopped = false;

  constructor(name: string, deployed: Deployed, around: LambdaSurroundings, api: ProcessSettings['api']) {
    this.name = name;
    this.deployed = deployed;
    this.#around = around;
    const folder = join(around.folder, name);
    cpSync(join(around.bundles, name), folder, { recursive: true });
    if (!existsSync(join(folder, 'index.mjs'))) throw new Error(`${name} has no bundle`);
    this.#settings = {
      ...{ name, folder, api, arn: deployed.arn, internet: around.internet },
      timeoutSeconds: deployed.properties.Timeout,
      environment: environmentOf(deployed, around.region, folder, around.endpoints, around.keyOf),
      onLine: (line) => this.#read(line),
    };
  }

  get roleArn(): string {
    return this.deployed.properties.Role;
  }

  /** Invokes the function and waits for what it gives back. Throws if Lambda does not even begin. */
  async invoke(event: unknown): Promise<Outcome> {
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > payloadBytesMax) throw new Error('RequestEntityTooLargeException');
    if (this.trouble === 'throttle') {
      this.#count('Throttles', 1);
      throw new Error('TooManyRequestsException: Rate Exceeded.');
    }
    const outcome = await new Promise<Outcome>((settle) => {
      this.#waiting.push({ event: text, settle });
      this.#dispatch();
    });
    const bounded = withinBounds(outcome);
    this.#count('Invocations', 1);
    this.#count('Errors', bounded.error === undefined ? 0 : 1);
    if (bounded.error !== undefined) this.failures.push(bounded.payload);
    return bounded;
  }

  /** Whether an event is small enough to be taken without waiting for its outcome. */
  takes(event: unknown): boolean {
    return Buffer.byteLength(JSON.stringify(event)) <= asyncPayloadBytesMax;
  }

  /** A process has asked for work or answers. */
  hear(id: string, path: string, body: Buffer, response: ServerResponse): void {
    const running = this.#processes.get(id);
    if (!running) {
      response.destroy();
      return;
    }
    if (path === '/invocation/next') {
      running.park(response);
      return;
    }
    const [, requestId = '', kind] = /^\/invocation\/([\w-]+)\/(response|error)$/.exec(path) ?? [];
    const payload = body.toString();
    response.writeHead(202).end();
    if (kind === 'response') running.answer(requestId, { payload });
    else if (kind === 'error') running.answer(requestId, { payload, error: JSON.parse(payload).errorType });
    else running.refuse(payload);
  }

  stop(): void {
    this.#isStopped = true;
    for (const running of this.#processes.values()) running.end();
  }

  #dispatch(): void {
    if (this.#isStopped) return;
    while (this.#waiting.length > 0 && this.#free.length > 0) {
      const running = this.#free.pop()!;
      const { event, settle } = this.#waiting.shift()!;
      const begunAt = performance.now();
      running.run(event, this.#around.clock.aheadMilliseconds, (outcome) => {
        this.#count('Duration', performance.now() - begunAt);
        settle(outcome);
      });
      if (this.trouble === 'crash') running.end();
    }
    const starting = [...this.#processes.values()].filter(({ hasStarted }) => !hasStarted).length;
    for (let more = this.#waiting.length - starting; more > 0 && this.#processes.size < processesMax; more--)
      this.#start();
  }

  #start(): void {
    const running = new RuntimeProcess(
      this.#settings,
      (free) => {
        this.#free.push(free);
        this.#dispatch();
      },
      (ended) => this.#bury(ended),
    );
    this.#processes.set(running.id, running);
  }

  /** A process that ends before it ever asked for work takes the next invocation with it, as Lambda tells of it. */
  #bury(ended: RuntimeProcess): void {
    this.#processes.delete(ended.id);
    const place = this.#free.indexOf(ended);
    if (place >= 0) this.#free.splice(place, 1);
    const next = ended.hasStarted ? undefined : this.#waiting.shift();
    const errorType = 'Runtime.InitError';
    next?.settle({ error: errorType, payload: JSON.stringify({ errorType, errorMessage: this.lines.at(-1) }) });
    this.#dispatch();
  }

  #read(line: string): void {
    if (line.includes('"_aws"')) this.#around.metrics.readLine(line);
    else this.lines.push(line);
  }

  #count(name: string, value: number): void {
    this.#around.metrics.put('AWS/Lambda', name, { FunctionName: this.deployed.ref }, value);
  }
}

function withinBounds(outcome: Outcome): Outcome {
  if (Buffer.byteLength(outcome.payload) <= payloadBytesMax) return outcome;
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${payloadBytesMax} bytes).`;
  return { error: errorType, payload: JSON.stringify({ errorType, errorMessage }) };
}
