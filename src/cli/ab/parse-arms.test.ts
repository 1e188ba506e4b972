import { describe, expect, test } from 'vitest';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseArms } from './parse-arms.ts';

function errorOf(flags: Parameters<typeof parseArms>[0]): string {
  try {
    parseArms(flags);
  } catch (error) {
    if (error instanceof HarnessError) return `${error.message}. ${error.hint}`;
    throw error;
  }
  return 'no error';
}
const flags = (arm: string[], set: string[] = [], baseline?: string) => ({ arm, set, baseline });

test('without flags the arms are off and on, off is the baseline', () => {
  const { arms, baseline } = parseArms(flags([]));
  expect(arms.map(({ name }) => name)).toEqual(['off', 'on']);
  expect(baseline).toBe('off');
});

test('an overlay is typed, and --set applies to every arm', () => {
  const { arms, baseline } = parseArms(
    flags(['native', 'x=reasoning_continuity:true,reasoning_ids:keep'], ['session_header=false']),
  );
  expect(baseline).toBe('native');
  expect(arms[1]).toMatchObject({
    options: { reasoning_continuity: true, reasoning_ids: 'keep', session_header: false },
  });
});

test('bare sends no key, no session header, no turn state, and asks for no reasoning', () => {
  const { arms } = parseArms(flags(['bare']));
  expect(arms).toMatchObject([
    {
      name: 'bare',
      options: {
        prompt_cache_key: 'none',
        session_header: false,
        turn_state: 'drop',
        include_encrypted: 'never',
        reasoning_continuity: false,
      },
    },
  ]);
});

test('a preset may be changed, and is then called by what it says', () => {
  const { arms } = parseArms(flags(['on', 'on,recover:false', 'kept=on,reasoning_ids:keep']));
  expect(arms).toMatchObject([
    { name: 'on', options: { reasoning_continuity: true, recover: true } },
    { name: 'on-recover-false', options: { reasoning_continuity: true, recover: false } },
    { name: 'kept', options: { reasoning_continuity: true, reasoning_ids: 'keep' } },
  ]);
});

describe('errors name the mistake', () => {
  test.each([
    [flags(['onn']), 'unknown arm `onn`. Did you mean `on`?'],
    [flags(['before']), 'unknown arm `before`. Presets are bare, off, on, native; or write'],
    [
      flags(['x=reasoning_carier:store']),
      'unknown translator option `reasoning_carier`. Did you mean `reasoning_carrier`?',
    ],
    [
      flags(['x=session_header:maybe']),
      '`maybe` is not a value of option `session_header`. Give true or false',
    ],
    [flags(['on', 'on']), 'arm `on` is named twice. Give each arm its own name'],
    [flags([], [], 'of'), 'the baseline `of` is not an arm of this run. Name one of off, on'],
    [flags([], ['recover']), 'option `recover` has no value.'],
  ])('%j', (given, message) => {
    expect(errorOf(given)).toContain(message);
  });
});

test('factors make an arm of every combination, the first of all is the baseline', () => {
  const factor = ['reasoning_continuity=false,true', 'session_header=true,false'];
  const { arms, baseline } = parseArms({ ...flags([]), factor });
  expect(arms.map(({ name }) => name)).toEqual([
    ...['false.true', 'false.false', 'true.true', 'true.false'],
  ]);
  expect(baseline).toBe('false.true');
  expect(arms[3]).toMatchObject({ options: { reasoning_continuity: true, session_header: false } });
});

test('--aa plays the baseline again under another name', () => {
  const { arms } = parseArms({ ...flags([]), aa: true });
  expect(arms.map(({ name }) => name)).toEqual(['off', 'on', 'off-again']);
  expect({ ...arms[2], name: 'off' }).toEqual(arms[0]);
});

test('a gateway is an address', () => {
  const { arms } = parseArms(flags(['off', 'grob=gateway:http://127.0.0.1:8080']));
  expect(arms[1]).toEqual({ name: 'grob', agent: 'gateway', url: 'http://127.0.0.1:8080/' });
  expect(errorOf(flags(['grob=gateway:http://user:secret@host/']))).toContain('is not the address');
});
