// One call, from its cause to its bytes.
import type { CallPage } from '../../src/recordings/call-page.ts';
import type { MapCall, SessionMap } from '../../src/recordings/session-map.ts';
import { sessionPath } from '../../src/view/api-paths.ts';
import { type Explained, useExplained } from '../explained.ts';
import { bytes, count, dollars, duration, visible, when } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { type CallTab, callLink, sessionLink } from '../route.ts';
import { useApp, useJson } from '../use.ts';
import { type CallBefore, CallDiffView } from './call-diff.tsx';
import { AnswerItems, RequestItems } from './call-items.tsx';
import { Headers, Raw, Timeline, Usage } from './call-parts.tsx';
import { Losses } from './losses.tsx';

const titles: Readonly<Record<CallTab, string>> = {
  diff: 'Beside the call before',
  items: 'Items',
  timeline: 'Timeline',
  raw: 'Raw',
  headers: 'Headers',
  usage: 'Usage and losses',
  sides: 'Both sides',
};

interface CallProps {
  readonly session: string;
  readonly call: string;
  readonly tab: CallTab | null;
  readonly query: URLSearchParams;
}

export function Call({ session, call, tab, query }: CallProps) {
  const loaded = useJson<CallPage>(`/api/calls/${encodeURIComponent(call)}`);
  const map = useJson<SessionMap>(`/api/sessions/${encodeURIComponent(session)}`);
  const explained = useExplained([session], 0);
  if (loaded.state !== 'ready' || map.state !== 'ready') {
    const waiting = loaded.state !== 'ready' ? loaded : map;
    return <main>{waiting.state !== 'ready' && <Notice of={waiting} />}</main>;
  }
  const calls = map.value.lanes[0]?.calls ?? [];
  const at = calls.findIndex(({ id }) => id === call);
  return (
    <main class="call-view">
      <CallHeading
        of={loaded.value}
        session={session}
        words={map.value.lanes[0]?.session.first_words ?? null}
        facts={calls[at]}
      />
      <Neighbours session={session} calls={calls} at={at} tab={tab} />
      <CallTabs
        of={loaded.value}
        session={session}
        tab={tab}
        query={query}
        calls={calls}
        at={at}
        explained={explained}
      />
    </main>
  );
}

interface CallHeadingProps {
  readonly of: CallPage;
  readonly session: string;
  /** With which the conversation began. */
  readonly words: string | null;
  readonly facts: MapCall | undefined;
}

function CallHeading({ of, session, words, facts }: CallHeadingProps) {
  return (
    <>
      <nav aria-label="Breadcrumb" class="breadcrumb">
        <a href={sessionLink(session, { call: of.id })}>
          ← <bdi>{visible(words ?? `session ${session}`)}</bdi>
        </a>
      </nav>
      <h1>Call {of.seq}</h1>
      <p class="facts">
        <code>
          {of.method} {visible(of.path)}
        </code>
        <span>status {of.status ?? '-'}</span>
        <span>{of.outcome}</span>
        <span>{when(of.started_at)}</span>
        <span>
          {bytes(of.request_bytes)} sent, {bytes(of.response_bytes)} received in {count(of.chunks)}{' '}
          chunk{of.chunks === 1 ? '' : 's'}
        </span>
        <span>first token after {duration(of.ttft_ms)}</span>
        {facts?.cost_usd != null && <span>{dollars(facts.cost_usd)}</span>}
        <code>{visible(of.id)}</code>
      </p>
      {of.history !== null && (
        <p class="notice">
          It continues the answer <code>{visible(of.history.continues)}</code>:{' '}
          {of.history.unknown === null
            ? `${count(of.history.sent ?? 0)} items were sent, ${count(of.history.inherited ?? 0)} were left to the server.`
            : 'what the server held is not known.'}
        </p>
      )}
      {(of.error ?? facts?.error) && (
        <p class="notice failed">{visible(of.error ?? facts?.error ?? '')}</p>
      )}
    </>
  );
}

interface NeighboursProps {
  readonly session: string;
  readonly calls: readonly MapCall[];
  readonly at: number;
  readonly tab: CallTab | null;
}

function Neighbours({ session, calls, at, tab }: NeighboursProps) {
  const before = calls[at - 1];
  const after = at < 0 ? undefined : calls[at + 1];
  return (
    <nav class="neighbours" aria-label="Calls">
      {before !== undefined && (
        <a rel="prev" href={callLink(session, before.id, tab)}>
          ← call {before.seq}
        </a>
      )}
      {after !== undefined && (
        <a rel="next" href={callLink(session, after.id, tab)}>
          call {after.seq} →
        </a>
      )}
    </nav>
  );
}

interface CallTabsProps {
  readonly of: CallPage;
  readonly session: string;
  readonly tab: CallTab | null;
  readonly query: URLSearchParams;
  readonly calls: readonly MapCall[];
  readonly at: number;
  readonly explained: Explained;
}

function CallTabs({ of, session, tab, query, calls, at, explained }: CallTabsProps) {
  const { source } = useApp();
  const line = explained.calls.get(of.id);
  const continues = line?.explained.continues;
  const other = line?.explained.continues_session ?? null;
  const elsewhere = useJson<SessionMap>(other === null ? null : sessionPath(other));
  const others = elsewhere.state === 'ready' ? (elsewhere.value.lanes[0]?.calls ?? []) : [];
  const found = (other === null ? calls : others).find(({ seq }) => seq === continues);
  const before = found ?? (line === undefined ? calls[at - 1] : undefined);
  const isFirst = before === undefined;
  const shown: CallTab = tab ?? (isFirst ? 'items' : 'diff');
  const tabs = (Object.keys(titles) as CallTab[]).filter(
    (name) =>
      (name !== 'sides' || of.linked_exchanges.length > 0) && (name !== 'raw' || source.hasBodies),
  );
  return (
    <>
      <nav class="tabs" aria-label="Parts of the call">
        {tabs.map((name) => (
          <a
            key={name}
            href={callLink(session, of.id, name)}
            aria-current={name === shown ? 'page' : undefined}
          >
            {titles[name]}
          </a>
        ))}
      </nav>
      <TabContent
        of={of}
        session={session}
        tab={shown}
        query={query}
        before={before === undefined ? null : { id: before.id, seq: before.seq, session: other }}
        line={line}
      />
    </>
  );
}

interface TabContentProps {
  readonly of: CallPage;
  readonly session: string;
  readonly tab: CallTab;
  readonly query: URLSearchParams;
  readonly before: CallBefore | null;
  readonly line: Parameters<typeof CallDiffView>[0]['explained'];
}

function TabContent({ of, session, tab, query, before, line }: TabContentProps) {
  switch (tab) {
    case 'diff':
      return (
        <CallDiffView
          session={session}
          call={of.id}
          seq={of.seq}
          before={before}
          explained={line}
          query={query}
        />
      );
    case 'items':
      return (
        <>
          <h2>Request: {count(of.request_items.length)} items</h2>
          <RequestItems of={of} />
          <h2>Answer</h2>
          <AnswerItems of={of.answer_items} />
        </>
      );
    case 'timeline':
      return <Timeline of={of} />;
    case 'raw':
      return <Raw of={of} query={query} />;
    case 'headers':
      return <Headers of={of} />;
    case 'usage':
      return (
        <>
          <Usage of={of} />
          <Losses of={line} session={session} />
        </>
      );
    case 'sides':
      return <Sides of={of} />;
  }
}

/** The client's request beside what the gateway made of it. */
function Sides({ of }: { readonly of: CallPage }) {
  const other = useJson<CallPage>(
    of.linked_exchanges.length === 0
      ? null
      : `/api/calls/${encodeURIComponent(of.linked_exchanges.at(-1) ?? '')}`,
  );
  if (other.state !== 'ready') return <Notice of={other} />;
  const sides = of.side === 'client' ? [of, other.value] : [other.value, of];
  return (
    <div class="sides">
      {sides.map((one) => (
        <section key={one.id} aria-label={`${one.side} side`}>
          <h2>{one.side === 'client' ? 'Client side' : 'Upstream side'}</h2>
          <p class="facts">
            <code>
              {one.method} {visible(one.path)}
            </code>
            <span>{bytes(one.request_bytes)}</span>
            <a href={callLink(one.session, one.id)}>call {one.seq}</a>
          </p>
          <Usage of={one} />
          <h3>Request</h3>
          <RequestItems of={one} />
          <h3>Answer</h3>
          <AnswerItems of={one.answer_items} />
        </section>
      ))}
    </div>
  );
}
