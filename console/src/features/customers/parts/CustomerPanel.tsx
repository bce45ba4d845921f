import { GitMerge, MapPin, PencilLine } from "lucide-react";
import { Suspense, lazy, useState } from "react";
import type { ReactNode } from "react";
import type { Customer } from "@/api/types";
import { Avatar, Bones, Failed, IconButton, Tag, TierTag } from "@/design";
import { CustomerPrivacy } from "@/features/privacy";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { useCustomer } from "../data";
import { Devices, History, Matters, Orders } from "./Facts";
import { Identities } from "./Identities";
import { Merges } from "./Merges";
import { Section } from "./Section";
import css from "./panel.module.css";

const MergeDialog = lazy(() => import("./MergeDialog"));
const EditDialog = lazy(() => import("./EditDialog"));

function Head({ customer, edit, merge }: { customer: Customer; edit: () => void; merge: () => void }) {
  const session = useSession();
  return (
    <header className={css.head}>
      <Avatar name={customer.name} size={44} />
      <div className={css.who}>
        <h2>
          <span className="cut">{customer.name}</span>
          {customer.title && <small>{customer.title}</small>}
          <TierTag tier={customer.tier} />
        </h2>
        {customer.dedicated_agent_name !== null && (
          <span className={css.meta}>
            {t("customer.dedicated")} {customer.dedicated_agent_name}
          </span>
        )}
        {customer.city && (
          <span className={css.meta}>
            <MapPin size={12} aria-hidden />
            {customer.city}
          </span>
        )}
      </div>
      {can(session, "customers.write") && (
        <IconButton label={t("customer.edit")} icon={<PencilLine size={15} aria-hidden />} onClick={edit} />
      )}
      {can(session, "customers.merge") && (
        <IconButton label={t("merge.open")} icon={<GitMerge size={15} aria-hidden />} onClick={merge} />
      )}
    </header>
  );
}

interface Props {
  customerId: string;
  conversationId: string;
  /** what is known of the open conversation itself, below who the customer is */
  children?: ReactNode;
}

/** Everything known about the customer of the open conversation. */
export function CustomerPanel({ customerId, conversationId, children }: Props) {
  const query = useCustomer(customerId);
  const mayPrivacy = can(useSession(), "privacy.manage");
  const [dialog, setDialog] = useState<"edit" | "merge" | null>(null);
  if (query.isError && query.data === undefined)
    return <Failed error={query.error} retry={() => void query.refetch()} />;
  const customer = query.data;
  if (customer === undefined) return <Bones rows={7} />;
  return (
    <div className={css.panel}>
      <Head customer={customer} edit={() => setDialog("edit")} merge={() => setDialog("merge")} />
      <Identities customer={customer} />
      {customer.tags.length > 0 && (
        <div className={css.tags}>
          {customer.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      )}
      {customer.note && <p className={css.note}>{customer.note}</p>}
      {children}
      <Section
        name="matters"
        title={t("customer.matters")}
        count={customer.open_matters.filter((matter) => matter.ref !== conversationId).length}
      >
        <Matters customer={customer} openId={conversationId} />
      </Section>
      <Section name="orders" title={t("customer.orders")} count={customer.orders.length}>
        <Orders customer={customer} />
      </Section>
      {customer.devices.length > 0 && (
        <Section name="devices" title={t("customer.devices")} count={customer.devices.length}>
          <Devices customer={customer} />
        </Section>
      )}
      <Section
        name="history"
        title={t("customer.history")}
        count={customer.conversations.filter((item) => item.id !== conversationId).length}
      >
        <History customer={customer} openId={conversationId} />
      </Section>
      {customer.merges.length > 0 && (
        <Section name="merges" title={t("merge.list")} count={customer.merges.length}>
          <Merges customer={customer} />
        </Section>
      )}
      {mayPrivacy && (
        <Section name="privacy" title={t("privacy.title")}>
          <CustomerPrivacy customerId={customer.id} />
        </Section>
      )}
      <Suspense fallback={null}>
        {dialog === "merge" && <MergeDialog customer={customer} done={() => setDialog(null)} />}
        {dialog === "edit" && <EditDialog customer={customer} done={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}
