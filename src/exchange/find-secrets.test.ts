import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

/** Put together here, so that no file of the repository looks like it holds a secret. */
const examples: Record<string, string> = {
  'anthropic-key': `sk-${'ant'}-api03-${'aB3'.repeat(8)}`,
  'openai-key': `sk-${'proj'}-${'aB3'.repeat(8)}`,
  'github-token': `gh${'p'}_${'aB3'.repeat(12)}`,
  'gitlab-token': `glp${'at'}-${'aB3'.repeat(8)}`,
  'aws-access-key': `AK${'IA'}${'AB34'.repeat(4)}`,
  'google-key': `AI${'za'}${'aB3d5'.repeat(7)}`,
  'slack-token': `xo${'xb'}-1234567890-abc`,
  'stripe-key': `sk_${'live'}_${'aB3'.repeat(8)}`,
  'npm-token': `np${'m'}_${'aB3'.repeat(12)}`,
  'json-web-token': `ey${'J'}hbGciOiJIUzI1.ey${'J'}zdWIiOiIxMjM0.${'aB3'.repeat(5)}`,
  'private-key': `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
  'url-password': `postgres://jane:${'hunter2'}@db.example/x`,
  bearer: `Bear${'er'} ${'aB3'.repeat(8)}`,
};

test.each(Object.keys(examples))('%s is found and masked', (name) => {
  const secret = examples[name] ?? '';
  const found = findSecrets(`before "${secret}" after`);
  expect(found.map((find) => find.name)).toContain(name);
  expect(found[0]?.masked).not.toContain(secret.slice(0, 12));
});

test.each(['ordinary prose about sk- and tokens', 'task-force-for-the-following-reasons-1'])(
  'nothing is found in: %s',
  (text) => expect(findSecrets(text)).toEqual([]),
);
