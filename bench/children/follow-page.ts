// Follows a live page as a browser does: listens to its events and, where `argv[3]` is `list`, asks
// for the list of sessions after each change, one answer at a time. `argv[2]`: the page's address
// with its token. Prints that address as one JSON line once it listens.

const page = new URL(process.argv[2] ?? '');
const readsList = process.argv[3] === 'list';
const headers = { 'x-turntape-token': page.searchParams.get('token') ?? '' };

let isReading = false;
let isStale = false;

async function readList(): Promise<void> {
  isStale = true;
  if (isReading) return;
  isReading = true;
  while (isStale) {
    isStale = false;
    await (await fetch(new URL('/api/sessions?limit=100', page), { headers })).arrayBuffer();
  }
  isReading = false;
}

const response = await fetch(new URL('/api/events', page), { headers });
if (!response.ok || response.body === null) throw new Error(`the page answered ${response.status}`);
process.stdout.write(`${JSON.stringify({ url: page.href })}\n`);
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  if (readsList && text.includes('event: change')) void readList();
}
