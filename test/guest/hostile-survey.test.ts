import { afterAll, describe, expect, it } from 'vitest';
import { MOST_SURVEY_BYTES, boundSurvey } from '../../src/disk/survey.ts';
import { factsOf, Folders, survey, surveyJson, surveyRoot } from './survey-program.ts';

const folders = new Folders();
afterAll(async () => folders.remove());

const SYSTEM = "mkdir -p etc usr/bin home/ada root; echo 'ada:x:1000:1000::/home/ada:/bin/sh' > etc/passwd\n";
const inspected = async (script: string) => surveyRoot(await folders.make(`${SYSTEM}${script}`));

describe('links on the disk', () => {
  it('lead nowhere outside it: what this machine has there is not told', async () => {
    const { system } = await inspected(`
      ln -s /etc/hostname etc/hostname; ln -s /etc/machine-id etc/machine-id; ln -s /usr/bin/ls usr/bin/ls; ln -s /etc/sudoers etc/sudoers
      mkdir home/ada/.ssh; ln -s /root/.ssh/authorized_keys home/ada/.ssh/authorized_keys; ln -s ../../../../../../etc/shadow etc/ld.so.preload
      ln -s /proc/self/environ etc/environment`);
    expect(system).toMatchObject({ hostname: null, architecture: null });
    expect(system.triage).toEqual([]);
  });

  it('to /etc/shadow show the shadow file of the disk, and nothing but how long it is', async () => {
    const { system } = await inspected(
      "ln -s /etc/shadow home/ada/.ssh 2> /dev/null; mkdir -p etc/cron.d; ln -s /etc/shadow etc/cron.d/job; echo 'root:$6$secret:1' > etc/shadow",
    );
    expect(factsOf(system, 'cron')).toMatchObject([{ path: '/etc/cron.d/job', count: 1, detail: null }]);
    expect(JSON.stringify(system)).not.toContain('secret');
  });

  it('that are folders are not gone into, and those in circles end', async () => {
    const { survey: found, system } = await inspected(
      'ln -s / home/ada/all; ln -s . home/ada/self; ln -s b etc/a; ln -s a etc/b; ln -s a etc/crontab; ln -s loop srv; ln -s srv loop; ln -s /usr opt',
    );
    expect(found.cut).toBe(false);
    expect(system.users[0]?.size).toMatchObject({ files: 2, partial: false });
    expect(factsOf(system, 'cron')).toMatchObject([{ path: '/etc/crontab', count: 0 }]);
  });
});

describe('files that are none', () => {
  it('pipes, sockets and devices under the names that are looked for hold nobody up', async () => {
    const { system } = await inspected(`
      mkdir -p etc/cron.d home/ada/.ssh tmp var/lib/dpkg/info etc/sudoers.d
      for name in etc/hostname etc/sudoers etc/crontab etc/ld.so.preload home/ada/.ssh/authorized_keys tmp/pipe var/lib/dpkg/info/base.list etc/fstab usr/bin/ls; do mkfifo $name; done
      chmod 755 tmp/pipe; mknod etc/timezone b 7 0; mknod etc/sudoers.d/x c 1 5`);
    expect(system).toMatchObject({ hostname: null, timeZone: null, architecture: null });
    expect(factsOf(system, 'authorized-keys')).toEqual([]);
    expect(factsOf(system, 'temporary-program')).toEqual([]);
  });

  it('a passwd of a terabyte is no passwd', async () => {
    const folder = await folders.make('mkdir -p etc usr; truncate -s 1T etc/passwd; truncate -s 1T etc/crontab');
    const { system } = await surveyRoot(folder);
    expect(system.users).toEqual([]);
  });
});

describe('folders without an end', () => {
  it('of fifty thousand files are counted, or told as partial when the time is over', async () => {
    const folder = await folders.make(`${SYSTEM} cd home/ada; seq -f "file-%06g" 50000 | xargs touch`);
    const { system } = await surveyRoot(folder);
    expect(system.users[0]?.size).toMatchObject({ files: 50_000, partial: false });
    const began = Date.now();
    const hurried = await survey({ roots: [{ target: folder, mounts: {} }], filesystems: [folder], seconds: 0 });
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(hurried.seconds).toBeLessThan(6);
  });

  it('that go deeper than anybody needs are not followed to their end', async () => {
    const folder = await folders.make(
      `${SYSTEM} python3 -c "
import os
os.chdir('home/ada')
for _ in range(600):
    os.mkdir('d')
    os.chdir('d')
open('end', 'w')
"`,
    );
    const { survey: found, system } = await surveyRoot(folder);
    expect(system.users[0]?.size).toMatchObject({ files: 0, partial: true });
    expect(found.cut).toBe(true);
  });

  it('of homes, cron jobs and programs give an answer that is bounded, and a count of the rest', async () => {
    const folder = await folders.make(`${SYSTEM}
      mkdir -p etc/cron.d tmp
      for i in $(seq 400); do mkdir home/u$i; echo x > etc/cron.d/job$i; echo x > tmp/p$i; done; chmod 755 tmp/*`);
    const asked = { roots: [{ target: folder, mounts: {} }], filesystems: [folder] };
    expect((await surveyJson(asked)).length).toBeLessThan(100_000);
    const [system] = (await survey(asked)).systems;
    expect(system?.users).toHaveLength(60);
    expect(system?.moreUsers).toBeGreaterThan(200);
    expect(system?.triage.find(({ kind }) => kind === 'cron')).toMatchObject({ more: 370 });
    expect(system?.triage.find(({ kind }) => kind === 'temporary-program')).toMatchObject({ more: 370 });
  });
});

describe('names on the disk', () => {
  it('of raw bytes, escapes and commands are plain text', async () => {
    const { system } = await inspected(String.raw`
      mkdir tmp; cd tmp
      touch "$(printf 'caf\351')" "$(printf '\033[2Jcleared')" "$(printf 'two\nlines')" '$(reboot)' -- '-rf' '<img src=x onerror=alert(1)>'
      chmod 755 -- *`);
    const paths = factsOf(system, 'temporary-program').map(({ path }) => path);
    expect(paths.toSorted()).toEqual([
      '/tmp/$(reboot)',
      '/tmp/-rf',
      '/tmp/<img src=x onerror=alert(1)>',
      '/tmp/caf\uFFFD',
      '/tmp/two lines',
      '/tmp/\uFFFD[2Jcleared',
    ]);
  });

  it('in passwd and group lead nowhere: a home of ../.. and a user that is a command', async () => {
    const { system } = await inspected(String.raw`
      printf 'x:x:1001:1:::\n$(id):x:1002:1::../../etc:/bin/sh\ny:x:1003:1::/home/../../../etc:/bin/sh\n\000:x:1004:1::/home/\000:/bin/sh\nz:x:99999999999999999999:1::/:\n' >> etc/passwd`);
    expect(system.users.map(({ name }) => name)).toContain('$(id)');
    expect(system.users.find(({ name }) => name === '$(id)')?.size).toBeNull();
  });
});

it('a survey of a system with everything in plenty is cut to what the history may hold, most telling first', async () => {
  const folder = await folders.make(`${SYSTEM}
    mkdir -p etc/cron.d etc/systemd/system tmp
    for i in $(seq 60); do
      mkdir -p home/user-with-a-long-name-$i/.ssh; echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZpeGVkLWZpeGVkLWZpeGVkLWZpeGVkLWZpeGVkLWZp somebody-$i@somewhere' > home/user-with-a-long-name-$i/.ssh/authorized_keys
      echo x > etc/cron.d/a-job-with-a-long-name-$i; echo x > etc/systemd/system/a-unit-with-a-long-name-$i.service; echo x > tmp/a-program-with-a-long-name-$i
    done; chmod 755 tmp/*`);
  const { survey: found } = await surveyRoot(folder);
  const bounded = boundSurvey(found, 20_000);
  expect(JSON.stringify(bounded).length).toBeLessThanOrEqual(20_000);
  const [system] = bounded.systems;
  expect(system?.triage.map(({ kind }) => kind)).toEqual(found.systems[0]?.triage.map(({ kind }) => kind));
  for (const { facts, more } of system?.triage ?? []) {
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.length + more).toBe(60);
  }
  expect(boundSurvey(found, MOST_SURVEY_BYTES).systems[0]?.users.length).toBeGreaterThan(system?.users.length ?? 0);
});
