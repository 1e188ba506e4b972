// Input and output items of the Responses API, as they are on the wire (snake_case, only the fields
// that are used). Unknown item types and fields pass through as they came.

export interface ResponsesTextPart {
  type: 'input_text' | 'output_text' | 'summary_text' | 'reasoning_text' | 'text';
  text: string;
  annotations?: readonly unknown[];
  logprobs?: readonly unknown[];
}
export interface ResponsesImagePart {
  type: 'input_image';
  image_url: string;
  detail?: string;
}
export interface ResponsesFilePart {
  type: 'input_file';
  filename?: string;
  file_data?: string;
  file_url?: string;
}
export interface ResponsesRefusalPart {
  type: 'refusal';
  refusal: string;
}
export type ResponsesContentPart =
  | ResponsesTextPart
  | ResponsesImagePart
  | ResponsesFilePart
  | ResponsesRefusalPart;

export interface ResponsesMessage {
  type: 'message';
  id?: string;
  role: 'user' | 'assistant' | 'developer' | 'system';
  status?: string;
  content: string | ResponsesContentPart[];
  /** `commentary` or `final_answer`; round-trips with newer models. */
  phase?: string;
}
export interface ResponsesReasoning {
  type: 'reasoning';
  id?: string;
  summary: { type: 'summary_text'; text: string }[];
  content?: null | ResponsesTextPart[];
  encrypted_content?: string | null;
  status?: string;
}
export interface ResponsesFunctionCall {
  type: 'function_call';
  id?: string;
  call_id: string;
  name: string;
  /** JSON text as the model generated it. */
  arguments: string;
  status?: string;
}
export interface ResponsesFunctionCallOutput {
  type: 'function_call_output';
  id?: string;
  call_id: string;
  output: string | ResponsesContentPart[];
  status?: string;
}
export interface ResponsesCustomToolCall {
  type: 'custom_tool_call';
  id?: string;
  call_id: string;
  name: string;
  input: string;
  status?: string;
}
export interface ResponsesCustomToolCallOutput {
  type: 'custom_tool_call_output';
  id?: string;
  call_id: string;
  output: string | ResponsesContentPart[];
}
/**
 * Any other item (`additional_tools`, `tool_search_call`, `compaction`, `web_search_call`, ...).
 */
export interface ResponsesOtherItem {
  type: string;
  id?: string;
  [field: string]: unknown;
}
export type ResponsesKnownItem =
  | ResponsesMessage
  | ResponsesReasoning
  | ResponsesFunctionCall
  | ResponsesFunctionCallOutput
  | ResponsesCustomToolCall
  | ResponsesCustomToolCallOutput;
export type ResponsesItem = ResponsesKnownItem | ResponsesOtherItem;
