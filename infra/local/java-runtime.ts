import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { StartFault } from './start-fault.ts';

const versionMin = 17;

/**
 * The command that runs Java 17 or newer: `$JAVA_HOME/bin/java` if that is set, else `java` of the path.
 * Throws a `StartFault` that names the command to install it.
 */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const command = environment.JAVA_HOME ? join(environment.JAVA_HOME, 'bin', 'java') : 'java';
  const banner = await readVersionBanner(command, environment);
  const version = banner === null ? null : parseJavaVersion(banner);
  if (version === null) throw new StartFault(`Java was not found (tried "${command}"): ${installHint()}`);
  if (version < versionMin) {
    throw new StartFault(`Java ${version} is too old, DynamoDB Local needs ${versionMin} or newer: ${installHint()}`);
  }
  return command;
}

/** The major version in the output of `java -version`: `"17.0.15"` → 17, `"1.8.0_402"` → 8; `null` if there is none. */
export function parseJavaVersion(banner: string): number | null {
  const numbers = /version "(?:1\.)?(\d+)/.exec(banner);
  return numbers?.[1] === undefined ? null : Number(numbers[1]);
}

/** `null` also where `java` is only a stub that asks for an installation, as on a bare macOS. */
function readVersionBanner(command: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, ['-version'], { env: environment, timeout: 20_000 }, (fault, stdout, stderr) => {
      resolve(fault === null ? `${stderr}${stdout}` : null);
    });
  });
}

function installHint(): string {
  if (process.platform === 'darwin') return 'install it with "brew install openjdk@17" and set JAVA_HOME to it';
  if (process.platform === 'win32') return 'install it with "winget install EclipseAdoptium.Temurin.17.JRE"';
  return 'install it with "apt-get install openjdk-17-jre-headless" or set JAVA_HOME to an installed one';
}
