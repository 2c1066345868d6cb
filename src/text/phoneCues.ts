/** What the words around a number say of it. */
export type PhoneCue = 'phone' | 'landline' | 'mobile' | 'other' | undefined;

const REACH = 28;

// Each pattern ends at the number and is tried on the last 48 characters before it.
const MOBILE_NOUN =
  /(?:\b(?:mobile|cell|cellular|cellphone|handy|mobil|m[óo]vil|celular|cellulare|portable|whatsapp|wechat|sms)\b|手机|移动电话|微信)[^\d\n]{0,20}[\n\s]{0,2}$/i;
const LANDLINE_NOUN =
  /(?:\b(?:land-?line|home phone|fixed line|festnetz)\b|座机|固定?电话|固话|传真)[^\d\n]{0,20}[\n\s]{0,2}$/i;
const NOUN =
  /(?:\b(?:tele)?phones?\b|\btel\b|\bfax\b|\bhot-?line\b|\bhelp-?line\b|\b(?:work|office|home|desk|direct|switchboard|contact|[tmfcp]) ?:|\bt[eé]l[eé](?:phone|fono|fon)\b|\btelefo(?:on|ne|no)\b|\bcontact (?:no|number|nr)\b|电话|联系方式|联系我|致电|拨打|热线|來電|電話|전화|電話番号)[^\d\n]{0,20}[\n\s]{0,2}$/i;
/** Calling somebody: the number follows at once. */
const VERB =
  /\b(?:call(?:ed|ing)?|dial(?:l?ed)?|ring|rang|phone[ds]?|phoning|reach(?:ed|able)?|contact(?:ed)?|text(?:ed)?|message[ds]?|messages|answer(?:s|ed|ing)?|registered|my (?:\w{1,12} )?number|new number|number for me)(?: (?:me|us|him|her|them|you|it|back|up|directly|now|please|today|is|one))?(?: (?:on|at|to|via|under|by|from|with|is|number))?(?: (?:the )?number)?\s?[:：]?\s?\(?$/i;
/** An identifier by its own word. */
const OTHER =
  /(?:\b(?:isbn|issn|order|invoice|account|acct|iban|licen[cs]e|ticket|case|ref(?:erence)?|tracking|serial|sku|model|part|patent|doi|pmid|zip|post(?:al)? ?code|passport|version|vin|imei|isrc|ean|upc|asin|id|uid|pid|routing|aba|tax|vat|policy|member(?:ship)?|student|employee|customer|transaction|bug|issue|page|pp|room|flight|bill|receipt|row|line|item|product|code|hash|time|timestamp|date)\b|订单|编号|账号|帐号|单号|证号|学号|工号|邮编)[^\d\n]{0,16}$/i;
/** `416 60 039 office`, `07700 063 966-Fax`: the end of a line of a letterhead. */
const AFTER = /^\s?[-–(,]?\s?(office|fax|mobile|cell|home|work|desk|tel|phone)\b\s?\)?(?=$|[\n,;.\\])/i;

/** Reads the words before `start` and behind `end`. Bounded, whatever the text. */
export function phoneCue(text: string, start: number, end: number): PhoneCue {
  const before = text.slice(Math.max(0, start - REACH - 20), start);
  if (MOBILE_NOUN.test(before)) return 'mobile';
  if (LANDLINE_NOUN.test(before)) return 'landline';
  if (NOUN.test(before)) return 'phone';
  if (OTHER.test(before)) return 'other';
  if (VERB.test(before)) return 'phone';
  const after = AFTER.exec(text.slice(end, end + 16))?.[1]?.toLowerCase();
  if (after === undefined) return undefined;
  return after === 'mobile' || after === 'cell' ? 'mobile' : 'phone';
}
