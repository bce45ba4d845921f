// First letters of Chinese words, from the collation every browser carries: no dictionary is shipped.
const BOUNDS = "阿芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝";
const LETTERS = "abcdefghjklmnopqrstwxyz";
const collator = new Intl.Collator("zh-CN-u-co-pinyin");
const known = new Map<string, string>();

function initialOf(char: string): string {
  if (!/[\u4e00-\u9fff]/.test(char)) return /[a-z0-9]/i.test(char) ? char.toLowerCase() : "";
  const before = known.get(char);
  if (before !== undefined) return before;
  let letter = "";
  for (let index = 0; index < BOUNDS.length; index += 1) {
    if (collator.compare(char, BOUNDS[index] ?? "") < 0) break;
    letter = LETTERS[index] ?? "";
  }
  known.set(char, letter);
  return letter;
}

/** "退款时效" → "tksx"; letters and figures stay, signs fall out. */
export function initials(text: string): string {
  return [...text].map(initialOf).join("");
}
