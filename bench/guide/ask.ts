/** One call of the guide's, as `requests.post(url, json=..., headers=..., timeout=5)` makes it. */
export async function ask(url: string, prompt: string): Promise<string> {
  const response = await fetch(`${url}/v1/nlp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify({ prompt }),
    signal: AbortSignal.timeout(5_000),
  });
  // raise_for_status
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { summary } = (await response.json()) as { summary: string };
  return summary;
}
