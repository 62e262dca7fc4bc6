"""What seed.py says while it works and how long each part took: the same lines and the same file as progress.sh."""
import datetime
import json
import os
import sys
import time

LAB = '/opt/lab'
KEY = f'{LAB}/keys/id'
TIMINGS = f'{LAB}/timings.json'

began = time.monotonic()
parts = {}
current = None


def since(moment):
    return round(time.monotonic() - moment, 1)


def say(text):
    print(f'[{time.strftime("%H:%M:%S")} +{since(began):.0f}s] {text}', file=sys.stderr, flush=True)


def part(name):
    """Ends the part before; None begins no other."""
    global current
    if current:
        say(f'{current[0]}: {since(current[1])} s')
        parts[current[0]] = round(parts.get(current[0], 0) + since(current[1]), 1)
    current = name and (name, time.monotonic())


def end(phase, did):
    """Notes the phase with its parts, where it had something to do."""
    part(None)
    if not did:
        return
    timings = json.load(open(TIMINGS)) if os.path.exists(TIMINGS) else {}
    ended = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    timings[phase] = {'seconds': since(began), 'endedAt': ended, 'parts': parts}
    replace_file(TIMINGS, json.dumps(timings, indent=2) + '\n')


def replace_file(path, text):
    """Whole or not at all, whatever interrupts it."""
    with open(path + '.new', 'w') as file:
        file.write(text)
    os.rename(path + '.new', path)
