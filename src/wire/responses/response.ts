// The response object of the Responses API.
import type { ResponsesItem } from './item.ts';
import type { ResponsesUsage } from './usage.ts';

/** The response object inside `response.created`, `.completed`, `.incomplete` and `.failed`. */
export interface ResponsesResponse {
  id: string;
  object: 'response';
  created_at: number;
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  model: string;
  /** The tier that served it, which may be another than was asked for. */
  service_tier?: string | null;
  /** `context`: which earlier reasoning was read, where the backend says it. */
  reasoning?: { context?: string | null; [field: string]: unknown } | null;
  /** The Codex backend leaves it empty on `response.completed`: rebuild it from the item events. */
  output: ResponsesItem[];
  usage: ResponsesUsage | null;
  error?: { code?: string | null; message: string; type?: string } | null;
  incomplete_details?: { reason: string } | null;
  [field: string]: unknown;
}
