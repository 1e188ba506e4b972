// A call's request and answer as items; what is in one is read when it is opened.

import { useState } from 'preact/hooks';
import type { RequestItem } from '../../src/exchange/request-items.ts';
import type { AnswerItem, CallPage } from '../../src/recordings/call-page.ts';
import { bytes, count, visible } from '../format.ts';
import { BodyText } from '../parts/body-text.tsx';
import { Pre } from '../parts/pre.tsx';
import { WindowList } from '../parts/window-list.tsx';
import { itemTitle } from './call-diff.tsx';

/** Closed items in a plain list; more are drawn only in sight. */
const plainMax = 300;
const rowHeight = 34;

export function RequestItems({ of }: { readonly of: CallPage }) {
  const { request_items: items, id } = of;
  const [opened, setOpened] = useState<RequestItem | null>(null);
  const left = of.items_left_out ?? 0;
  if (items.length === 0 && left === 0)
    return <p class="notice">The request has no items that can be read.</p>;
  if (items.length <= plainMax) {
    return (
      <>
        {left > 0 && (
          <p class="notice">{count(left)} items are as in the call before, and not in this file.</p>
        )}
        <ol class="items">
          {items.map((item) => (
            <Item key={item.pointer} call={id} of={item} />
          ))}
        </ol>
      </>
    );
  }
  return (
    <>
      {opened !== null && (
        <section class="opened" aria-label={opened.pointer}>
          <h3>{visible(opened.pointer)}</h3>
          <BodyText
            key={opened.pointer}
            path={`/api/calls/${encodeURIComponent(id)}/request`}
            start={opened.start}
            end={opened.end}
            isJson
          />
        </section>
      )}
      <WindowList
        rows={items.length}
        rowHeight={rowHeight}
        label={`${items.length} items`}
        render={(index) => {
          const item = items[index];
          return item === undefined ? null : (
            <button
              type="button"
              class="row item"
              aria-pressed={opened === item}
              onClick={() => setOpened(item)}
            >
              <ItemLine of={item} />
            </button>
          );
        }}
      />
    </>
  );
}

function ItemLine({ of }: { readonly of: RequestItem }) {
  return (
    <>
      <code>{visible(of.pointer)}</code> <strong>{visible(itemTitle(of))}</strong>{' '}
      <span class="size" title={`bytes ${count(of.start)} to ${count(of.end)}`}>
        {bytes(of.end - of.start)}
      </span>{' '}
      <span class="preview">{visible(of.preview)}</span>
    </>
  );
}

function Item({ call, of }: { readonly call: string; readonly of: RequestItem }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class={`item ${of.role ?? of.kind}`}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <ItemLine of={of} />
        </summary>
        {isOpen && (
          <BodyText
            path={`/api/calls/${encodeURIComponent(call)}/request`}
            start={of.start}
            end={of.end}
            isJson
          />
        )}
      </details>
    </li>
  );
}

export function AnswerItems({ of }: { readonly of: readonly AnswerItem[] }) {
  if (of.length === 0) return <p class="notice">The answer has no items that can be read.</p>;
  return (
    <ol class="items">
      {of.map((item, index) => (
        <li key={index} class={`item ${item.kind}`}>
          <details>
            <summary>
              <strong>{visible(item.kind)}</strong>{' '}
              <span class="preview">{visible(item.preview)}</span>
              <span class="size">{bytes(item.json.length)}</span>
            </summary>
            <Pre label={item.kind}>
              {visible(item.json)}
              {item.is_cut && '\n… the rest is in the raw answer'}
            </Pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
