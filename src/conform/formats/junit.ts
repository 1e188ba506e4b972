// The card as JUnit XML: a test case per row.
import { escapeXml } from '../../lib/escape-xml.ts';
import type { CardDocument, CardRow } from '../card-document.ts';

function inner({ verdict, known, detail, matters, fix, sources, failures }: CardRow): string {
  const message = escapeXml(detail ?? '');
  if (verdict === 'pass') return '';
  if (verdict === 'invalid') return `<error message="${message}"/>`;
  if (verdict === 'not-applicable' || verdict === 'not-played' || known) {
    const why = verdict === 'fail' ? `known failure: ${message}` : message;
    return `<skipped message="${why}"/>`;
  }
  const text = [matters, `To fix it: ${fix}`, ...sources, failures[0]?.request ?? ''].join('\n');
  return `<failure message="${message}">${escapeXml(text)}</failure>`;
}

export function renderCardJunit({ gateway, rows }: CardDocument): string {
  const cases = rows.map((row) => {
    const open = `  <testcase classname="conform.${row.group}" name="${escapeXml(row.id)}"`;
    const content = inner(row);
    return content === '' ? `${open}/>` : `${open}>${content}</testcase>`;
  });
  const count = (tag: string): number => cases.filter((text) => text.includes(`><${tag} `)).length;
  const counts = [
    `tests="${rows.length}" failures="${count('failure')}"`,
    `errors="${count('error')}" skipped="${count('skipped')}"`,
  ].join(' ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="turntape conform ${escapeXml(gateway)}" ${counts}>`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}
