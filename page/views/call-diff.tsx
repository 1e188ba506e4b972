// A call beside the one before it: at the byte of its break, and item by item.
import { useState } from 'preact/hooks';
import type { RequestItem } from '../../src/exchange/request-items.ts';
import type { CallDiff, ChangedItem } from '../../src/recordings/call-page.ts';
import { diffPath, placeOf } from '../../src/view/api-paths.ts';
import type { ExplainedLineCall } from '../explained.ts';
import { bytes, visible } from '../format.ts';
import { BreakView } from '../map/call-panel.tsx';
import { BodyText } from '../parts/body-text.tsx';
import { ByteWindowView } from '../parts/byte-window.tsx';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { callLink } from '../route.ts';
import { useApp, useJson } from '../use.ts';

export interface CallBefore {
  readonly id: string;
  readonly seq: number;
  /** Where it is not of the same one. */
  readonly session: string | null;
}

interface DiffProps {
  readonly session: string;
  readonly call: string;
  readonly seq: number;
  /** The call that this one continues; null: the first. */
  readonly before: CallBefore | null;
  readonly explained: ExplainedLineCall | undefined;
  readonly query: URLSearchParams;
}

export function CallDiffView({ session, call, seq, before, explained, query }: DiffProps) {
  const first = explained?.explained.breaks.map(placeOf).find((one) => one !== null);
  const asked = { byte: query.get('byte'), pointer: query.get('pointer') };
  const at = asked.byte === null ? (first ?? asked) : asked;
  const path = before === null ? null : diffPath(call, before.id, at);
  const loaded = useJson<CallDiff>(path);
  if (before === null) return <p class="notice">It continues no earlier call that is here.</p>;
  if (loaded.state !== 'ready') return <Notice of={loaded} />;
  const { place, first: difference, settings, headers, items, same } = loaded.value;
  const breaks =
    explained?.explained.breaks.filter(({ pointer: at, header }) => at ?? header) ?? [];
  return (
    <>
      <p>
        Call {seq} beside{' '}
        {before.session === null ? (
          `call ${before.seq}`
        ) : (
          <a href={callLink(before.session, before.id)}>
            call {before.seq} of {visible(before.session)}
          </a>
        )}
        , which it continues.
      </p>
      {breaks.map((one) => (
        <BreakView
          key={one.cause + one.pointer}
          of={one}
          session={session}
          call={call}
          isBrief={place !== null && one.pointer === at.pointer}
        />
      ))}
      {place !== null && (
        <section aria-label="The byte of the break">
          <h2>
            The byte where it breaks{at.pointer !== null && <code> {visible(at.pointer)}</code>}
          </h2>
          <div class="windows">
            {place.before !== null && (
              <ByteWindowView title={`call ${before.seq}`} of={place.before} state="before" />
            )}
            <ByteWindowView title={`call ${seq}`} of={place.now} state="now" />
          </div>
        </section>
      )}
      <section aria-label="Items">
        <h2>
          Items: {same} the same, {items.length} not
        </h2>
        <ul class="changes">
          {items.map((change) => (
            <Change
              key={`${change.before?.pointer} ${change.now?.pointer}`}
              of={change}
              diff={loaded.value}
            />
          ))}
        </ul>
      </section>
      <Fields title="Settings that changed" of={settings} />
      <Fields title="Headers that changed" of={headers} />
      {difference !== null && (
        <details>
          <summary>The first byte at which the bodies differ</summary>
          <div class="windows">
            <ByteWindowView title={`call ${before.seq}`} of={difference.before} state="before" />
            <ByteWindowView title={`call ${seq}`} of={difference.now} state="now" />
          </div>
        </details>
      )}
    </>
  );
}

const states: Readonly<Record<ChangedItem['state'], string>> = {
  same: 'the same',
  marker: 'only its cache marker changed',
  moved: 'moved',
  changed: 'changed',
  removed: 'removed',
  added: 'new',
};

export function itemTitle({ kind, role, name }: RequestItem): string {
  return [kind === 'message' ? null : kind, role, name].filter(Boolean).join(' ') || kind;
}

function Change({ of, diff }: { readonly of: ChangedItem; readonly diff: CallDiff }) {
  const { source } = useApp();
  const [isOpen, setOpen] = useState(false);
  const { before, now } = of;
  const item = now ?? before;
  if (item === null) return null;
  const isText = source.hasBodies && of.state !== 'marker';
  return (
    <li class={`change ${of.state}`}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class="state">{states[of.state]}</span>
          <code>{visible(item.pointer)}</code> <strong>{visible(itemTitle(item))}</strong>{' '}
          <span class="size">{bytes(item.end - item.start)}</span>{' '}
          <span class="preview">{visible(item.preview)}</span>
        </summary>
        {isOpen && isText && (
          <div class="windows">
            {before !== null && of.state !== 'added' && (
              <figure class="window before">
                <figcaption>before</figcaption>
                <BodyText
                  path={`/api/calls/${encodeURIComponent(diff.before)}/request`}
                  start={before.start}
                  end={before.end}
                  isJson
                />
              </figure>
            )}
            {now !== null && (
              <figure class="window now">
                <figcaption>now</figcaption>
                <BodyText
                  path={`/api/calls/${encodeURIComponent(diff.now)}/request`}
                  start={now.start}
                  end={now.end}
                  isJson
                />
              </figure>
            )}
          </div>
        )}
      </details>
    </li>
  );
}

function Fields({ title, of }: { readonly title: string; readonly of: CallDiff['settings'] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table>
          <thead>
            <tr>
              <th>name</th>
              <th>before</th>
              <th>now</th>
            </tr>
          </thead>
          <tbody>
            {of.map(({ name, before, now }) => (
              <tr key={name}>
                <th scope="row">{visible(name)}</th>
                <td>
                  <code>{visible(before ?? '-')}</code>
                </td>
                <td>
                  <code>{visible(now ?? '-')}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
