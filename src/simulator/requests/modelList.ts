import type { ErrorReply } from '../ErrorReply.js';

/** By then the entries told more than their names. */
const detailedSince = Date.parse('2026-10-01T00:00:00Z');

const flash = '"id":"deepseek-flash","object":"model","owned_by":"deepseek"';
const pro = '"id":"deepseek-v4-pro","object":"model","owned_by":"deepseek"';

/** The details are those quoted from the documentation; that they follow the rest is a guess. */
function details(name: string, modalities: string): string {
  return `,"name":"${name}","context_window":1048576,"max_output_tokens":393216,"input_modalities":[${modalities}],"output_modalities":["text"],"effort":{"supported_levels":["low","high","max"],"default_level":"high"},"api_capabilities":{"anthropic_messages":{"system_prompt_update":"in-history"}}`;
}

/** `GET /models`, as it was at that time: 153 bytes recorded on 2026-09-12. */
export function modelList(now: number): ErrorReply {
  const detailed = now >= detailedSince;
  const [moreFlash, morePro] = detailed
    ? [details('DeepSeek-V4.1-Flash', '"text","image"'), details('DeepSeek-V4-Pro', '"text"')]
    : ['', ''];
  return {
    status: 200,
    contentType: 'application/json',
    body: `{"object":"list","data":[{${flash}${moreFlash}},{${pro}${morePro}}]}`,
  };
}
