import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import type { Customer, Tier } from "@/api/types";
import { sayDone, sayError } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { usePeople } from "@/features/people";
import { t, tCode } from "@/i18n";
import { change } from "../data";

type Values = Pick<Customer, "name" | "tier" | "tags" | "note" | "dedicated_agent_id">;
const TIERS: Tier[] = ["regular", "silver", "gold", "black"];

export default function EditDialog({ customer, done }: { customer: Customer; done: () => void }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const submit = (values: Values): void => {
    setBusy(true);
    change(customer.id, { ...values, dedicated_agent_id: values.dedicated_agent_id ?? null }).then(
      () => {
        sayDone(t("customer.saved"));
        done();
      },
      (error: unknown) => {
        sayError(error);
        setBusy(false);
      },
    );
  };
  const { name, tier, tags, note, dedicated_agent_id, dedicated_agent_name } = customer;
  const people = usePeople((state) => state.agents);
  const agents = Object.values(people).map((agent) => ({ value: agent.id, label: agent.name }));
  if (dedicated_agent_id !== null && !(dedicated_agent_id in people))
    agents.push({ value: dedicated_agent_id, label: dedicated_agent_name ?? t("customer.dedicated_gone") });
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={t("customer.edit")}
      cancel={done}
      onOk={() => form.submit()}
      okText={t("action.save")}
      confirmLoading={busy}
      width={440}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ name, tier, tags, note, dedicated_agent_id }}
        onFinish={submit}
        requiredMark={false}
      >
        <Form.Item
          name="name"
          label={t("customer.name")}
          rules={[{ required: true, whitespace: true, message: t("customer.name_missing") }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="tier" label={t("tier.title")}>
          <Select options={TIERS.map((value) => ({ value, label: tCode("tier", value) }))} />
        </Form.Item>
        <Form.Item name="tags" label={t("customer.tags")}>
          <Select
            mode="tags"
            tokenSeparators={[",", "，"]}
            open={false}
            suffixIcon={null}
            placeholder={t("customer.tags_hint")}
          />
        </Form.Item>
        <Form.Item name="dedicated_agent_id" label={t("customer.dedicated")} extra={t("customer.dedicated_hint")}>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            placeholder={t("customer.dedicated_none")}
            options={agents}
          />
        </Form.Item>
        <Form.Item name="note" label={t("customer.note")}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
