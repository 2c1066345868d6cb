/** Names of OpenTelemetry's conventions, by the end of a host. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'openai.com': 'openai',
  'openai.azure.com': 'azure.ai.openai',
  'anthropic.com': 'anthropic',
  'generativelanguage.googleapis.com': 'gcp.gemini',
  'aiplatform.googleapis.com': 'gcp.vertex_ai',
  'amazonaws.com': 'aws.bedrock',
  'groq.com': 'groq',
  'mistral.ai': 'mistral_ai',
  'moonshot.ai': 'moonshot_ai',
  'moonshot.cn': 'moonshot_ai',
  'perplexity.ai': 'perplexity',
  'cohere.com': 'cohere',
  'cohere.ai': 'cohere',
  'x.ai': 'x_ai',
};

/** The `gen_ai.provider.name` of a route that is named after its host; of any other `deepseek`, whose API it speaks. */
export function providerOf(route: string): string {
  const host = route.replace(/:\d+$/, '');
  const end = Object.keys(PROVIDERS).find((domain) => host === domain || host.endsWith(`.${domain}`));
  return end === undefined ? 'deepseek' : (PROVIDERS[end] as string);
}
