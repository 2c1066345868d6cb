import type { Codec } from '../types/Codec.js';
import { ChatStream } from './ChatStream.js';
import { decodeChat } from './decodeChat.js';
import { createChatEncoder } from './encodeChat.js';

/** The chat-completions API of DeepSeek, OpenAI and every server that follows them. */
export function openaiChat(): Codec {
  return {
    name: 'openai-chat',
    path: '/chat/completions',
    canStream: true,
    encode: createChatEncoder(),
    decode: decodeChat,
    decodeStream: (requestedModel) => new ChatStream(requestedModel),
  };
}
