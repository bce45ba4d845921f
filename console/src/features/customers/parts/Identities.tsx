import {
  BadgeCheck,
  Copy,
  Eye,
  Fingerprint,
  Hash,
  Mail,
  MonitorSmartphone,
  Package,
  Phone,
  Smartphone,
} from "lucide-react";
import { useEffect, useState } from "react";
import type { Customer } from "@/api/types";
import { IconButton, copyText, sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { reveal } from "../data";
import css from "./panel.module.css";

const ICONS: Record<string, typeof Phone> = {
  phone: Phone,
  email: Mail,
  visitor: Fingerprint,
  openid: Smartphone,
  order: Package,
  device: MonitorSmartphone,
  external: Hash,
};
const HIDE_AFTER = 30_000;

function Identity({ customerId, identity }: { customerId: string; identity: Customer["identities"][number] }) {
  const { id, kind, value, verified } = identity;
  const [plain, setPlain] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const mayReveal = can(useSession(), "customers.reveal");
  const masked = /[*…]/.test(value);
  useEffect(() => {
    if (plain === null) return undefined;
    const timer = setTimeout(() => setPlain(null), HIDE_AFTER);
    return () => clearTimeout(timer);
  }, [plain]);
  const show = (): void => {
    setBusy(true);
    reveal(customerId, id)
      .then(setPlain)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const copy = (): void => {
    void copyText(plain ?? value).then((done) => done && sayDone(t("action.copied")));
  };
  const Icon = ICONS[kind] ?? Hash;
  const name = tCode("identity", kind);
  return (
    <li>
      <Icon size={14} role="img" aria-label={name} />
      <span className="cut num" title={name}>
        {plain ?? value}
      </span>
      {verified && <BadgeCheck size={13} className={css.verified} aria-label={t("customer.verified")} />}
      <span className={css.tools}>
        {masked && plain === null && mayReveal && (
          <IconButton
            label={t("customer.reveal")}
            icon={<Eye size={13} aria-hidden />}
            disabled={busy}
            onClick={show}
          />
        )}
        {(!masked || plain !== null) && (
          <IconButton label={t("action.copy")} icon={<Copy size={13} aria-hidden />} onClick={copy} />
        )}
      </span>
    </li>
  );
}

/** Who this is. Personal data stays masked until asked for; every look is recorded, and it hides again after 30 s. */
export function Identities({ customer }: { customer: Customer }) {
  return (
    <ul className={css.identities}>
      {customer.identities.map((identity) => (
        <Identity key={identity.id} customerId={customer.id} identity={identity} />
      ))}
    </ul>
  );
}
