/** Finds or fetches the Java test server, which lets the tests wait for days in milliseconds. */
import { chmodSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.ts';
import { onPath, runCommand } from './run-command.ts';
import { downloadThroughSdk } from './sdk-download.ts';

const VERSION = '1.32.1';
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>
`;

/**
 * In this order: `TEMPORAL_TEST_SERVER_PATH`, the `PATH`, what was fetched before, the SDK's download, Maven.
 *
 * @returns the path of a program that takes a port as its argument.
 */
export async function ensureTimeSkippingServer(): Promise<string> {
  const named = process.env['TEMPORAL_TEST_SERVER_PATH'];
  if (named !== undefined) {
    if (!existsSync(named))
      throw new Error(`TEMPORAL_TEST_SERVER_PATH: expected a test server program, but there is no file ${named}`);
    return named;
  }
  const installed = onPath('temporal-test-server');
  if (installed !== null) return installed;
  const folder = cacheFolder(`test-server-${VERSION}`);
  const wrapper = path.join(folder, 'temporal-test-server');
  if (existsSync(wrapper)) return wrapper;
  return (await downloadThroughSdk('time-skipping')) ?? (await fetch(folder, wrapper));
}

async function fetch(folder: string, wrapper: string): Promise<string> {
  if (onPath('mvn') === null || onPath('java') === null)
    throw new Error(
      'No time-skipping test server: install Java 17 and Maven, or set TEMPORAL_TEST_SERVER_PATH to a test server program.',
    );
  writeFileSync(path.join(folder, 'pom.xml'), POM);
  const jars = path.join(folder, 'jars');
  await runCommand('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], {
    cwd: folder,
    progress: 'Fetching the time-skipping test server with Maven (once)',
  });
  const classPath = readdirSync(jars)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => path.join(jars, name))
    .join(':');
  // The SDK gives the server 5 s to start. A cold JVM under load has missed that; a class-data archive made by the
  // first run more than halves the start.
  const archive = path.join(folder, 'classes.jsa');
  const flags = `-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:SharedArchiveFile='${archive}' -Xshare:auto -Xlog:disable -Xlog:all=off`;
  const script = `#!/bin/sh\nexec java ${flags} -cp '${classPath}' io.temporal.testserver.TestServer "$@"\n`;
  writeFileSync(`${wrapper}.new`, script);
  chmodSync(`${wrapper}.new`, 0o755);
  await archiveClasses(classPath, archive);
  renameSync(`${wrapper}.new`, wrapper);
  return wrapper;
}

/** Starts the server once on a free port and stops it: leaving, the JVM writes the archive. */
async function archiveClasses(classPath: string, archive: string): Promise<void> {
  const script = `java -XX:ArchiveClassesAtExit='${archive}' -XX:+UseSerialGC -cp '${classPath}' io.temporal.testserver.TestServer 0 >/dev/null 2>&1 & pid=$!; sleep 4; kill -TERM $pid; wait $pid; test -s '${archive}'`;
  await runCommand('sh', ['-c', script], { progress: 'Preparing it for quick starts', timeoutMs: 60_000 });
}
