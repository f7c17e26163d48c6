import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** What an invocation came to: what the function gave back as JSON, or the error that Lambda tells of. */
export type Outcome =
  | { readonly payload: string; readonly error?: undefined }
  | { readonly payload: string; readonly error: string };

/** How a process is started and what is told of it. */
export interface ProcessSettings {
  readonly name: string;
  readonly arn: string;
  /** The unpacked bundle, outside the repository. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Host, port and path of its runtime API. */
  readonly api: (id: string) => string;
  readonly internet: object;
  readonly onLine: (line: string) => void;
}

/** An invocation that a process works on. */
interface Work {
  readonly requestId: string;
  readonly settle: (outcome: Outcome) => void;
  readonly timer: NodeJS.Timeout;
}

/** A bare Node process that runs one function, one invocation at a time; between invocations it is frozen. */
export class RuntimeProcess {
  readonly id = randomBytes(6).toString('hex');
  readonly #settings: ProcessSettings;
  readonly #child: ChildProcess;
  readonly #onFree: (process: RuntimeProcess) => void;
  #parked: ServerResponse | null = null;
  #work: Work | null = null;
  #said = '';
  #hasWorked = false;
  /** Whether it has ever asked for work. */
  hasStarted = false;

  constructor(
    settings: ProcessSettings,
    onFree: (process: RuntimeProcess) => void,
    onEnd: (process: RuntimeProcess) => void,
  ) {
    this.#settings = settings;
    this.#onFree = onFree;
    const { folder, environment } = settings;
    this.#child = spawn(process.execPath, [bootstrap, JSON.stringify(settings.internet)], {
      cwd: folder,
      env: { ...environment, AWS_LAMBDA_RUNTIME_API: settings.api(this.id) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#child.once('exit', (code, signal) => {
      this.#fail(
        'Runtime.ExitError',
        `Runtime exited with ${signal ? `signal: ${signal}` : `error: exit status ${code}`}`,
      );
      onEnd(this);
    });
  }

  /** The process asks for its next invocation: it is free, and frozen until there is one. */
  park(response: ServerResponse): void {
    this.#parked = response;
    this.hasStarted = true;
    if (this.#hasWorked) this.#child.kill('SIGSTOP');
    this.#onFree(this);
  }

  /** Hands an invocation to the process, which must be free. */
  run(event: string, aheadMilliseconds: number, settle: (outcome: Outcome) => void): void {
    const { timeoutSeconds, arn } = this.#settings;
    const response = this.#parked!;
    this.#parked = null;
    this.#hasWorked = true;
    const requestId = randomUUID();
    const timer = setTimeout(() => {
      this.#fail(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds}.00 seconds`,
      );
      this.end();
    }, timeoutSeconds * 1000);
    this.#work = { requestId, settle, timer };
    this.#child.kill('SIGCONT');
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutSeconds * 1000),
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-trace-id': `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')};Sampled=0`,
      'rehearsal-ahead-ms': String(aheadMilliseconds),
    });
    response.end(event);
  }

  /** The process answers the invocation that it works on. */
  answer(requestId: string, outcome: Outcome): void {
    if (this.#work?.requestId === requestId) this.#settle(outcome);
  }

  /** The handler could not be loaded. */
  refuse(payload: string): void {
    this.#settings.onLine(`init error: ${payload}`);
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }

  #fail(errorType: string, errorMessage: string): void {
    this.#settle({ error: errorType, payload: JSON.stringify({ errorType, errorMessage }) });
  }

  #settle(outcome: Outcome): void {
    if (!this.#work) return;
    clearTimeout(this.#work.timer);
    const { settle } = this.#work;
    this.#work = null;
    settle(outcome);
  }

  #hear(text: string): void {
    const lines = (this.#said + text).split('\n');
    this.#said = lines.pop()!;
    for (const line of lines) this.#settings.onLine(line);
  }
}
