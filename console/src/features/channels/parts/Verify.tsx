import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import css from "./channels.module.css";

const SAMPLES = {
  Python: `import hashlib, hmac, time

def is_ours(secret: str, headers, body: bytes) -> bool:
    id_, at = headers["Qingfeng-Id"], headers["Qingfeng-Timestamp"]
    data = f"{id_}.{at}.".encode() + body
    expected = "v1=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(at)) <= 300
    return fresh and hmac.compare_digest(expected, headers["Qingfeng-Signature"])`,
  "Node.js": `import { createHmac, timingSafeEqual } from "node:crypto";

export function isOurs(secret, headers, body) {
  const at = headers["qingfeng-timestamp"];
  const data = Buffer.concat([Buffer.from(\`\${headers["qingfeng-id"]}.\${at}.\`), body]);
  const expected = Buffer.from("v1=" + createHmac("sha256", secret).update(data).digest("hex"));
  const given = Buffer.from(headers["qingfeng-signature"]);
  const fresh = Math.abs(Date.now() / 1000 - Number(at)) <= 300;
  return fresh && given.length === expected.length && timingSafeEqual(given, expected);
}`,
};
type Language = keyof typeof SAMPLES;

/** How a receiver knows that a call is ours. */
export function Verify() {
  const [language, setLanguage] = useState<Language>("Python");
  const copy = (): void => void copyText(SAMPLES[language]).then((ok) => ok && sayDone(t("action.copied")));
  return (
    <section className={css.verify}>
      <header>
        <h3 className={css.sub}>{t("webhook.verify")}</h3>
        <div className={css.actions}>
          <Segmented<Language>
            size="small"
            value={language}
            onChange={setLanguage}
            options={Object.keys(SAMPLES) as Language[]}
          />
          <Button size="small" icon={<Copy size={13} aria-hidden />} onClick={copy}>
            {t("action.copy")}
          </Button>
        </div>
      </header>
      <p className="muted">{t("webhook.verify_text")}</p>
      <pre className={css.code}>{SAMPLES[language]}</pre>
    </section>
  );
}
