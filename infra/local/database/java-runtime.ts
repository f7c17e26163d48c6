import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Text } from '../../../lib/domain/text.ts';
import { StartFault } from '../start-fault.ts';

const versionMin = 17;

/**
 * The command that runs Java 17 or newer: `$JAVA_HOME/bin/java` if that is set, else `java` of the path.
 * Throws a `StartFault` that names the command to install it.
 */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const command = environment.JAVA_HOME ? join(environment.JAVA_HOME, 'bin', 'java') : 'java';
  const banner = await readVersionBanner(command, environment);
  const version = banner === null ? null : parseJavaVersion(banner);
  const { zh, en } = installHint();
  if (version === null) {
    throw new StartFault({
      zh: `找不到 Java（试过 ${command}）：${zh}`,
      en: `Java was not found (tried ${command}): ${en}`,
    });
  }
  if (version < versionMin) {
    throw new StartFault({
      zh: `Java ${version} 过旧，DynamoDB Local 需要 ${versionMin} 或更新的版本：${zh}`,
      en: `Java ${version} is too old, DynamoDB Local needs ${versionMin} or newer: ${en}`,
    });
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
    execFile(command, ['-version'], { env: environment, timeout: 60_000 }, (fault, stdout, stderr) => {
      resolve(fault === null ? `${stderr}${stdout}` : null);
    });
  });
}

function installHint(): Text {
  const { platform } = process;
  if (platform === 'darwin') return installBy('brew install openjdk@17', true);
  return platform === 'win32'
    ? installBy('winget install EclipseAdoptium.Temurin.17.JRE')
    : installBy('apt-get install openjdk-17-jre-headless');
}

/** What Homebrew installs is not on the path. */
function installBy(command: string, isOffPath = false): Text {
  return {
    zh: `请用 ${command} 安装，${isOffPath ? '并' : '或'}用 JAVA_HOME 指明${isOffPath ? '它' : '已装的 Java'} 的位置`,
    en: `install it with ${command} ${isOffPath ? 'and' : 'or'} set JAVA_HOME to ${isOffPath ? 'it' : 'an installed one'}`,
  };
}
