import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import { ListOrdered } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { Queues } from "@/api/types";
import { Bones, Failed, go, linkTo, sayError, sentence } from "@/design";
import { queueOf, saveQueue, useQueues } from "@/features/admin";
import { Foot, setupChanged } from "@/features/setup";
import { queueName, t } from "@/i18n";
import { duration } from "@/i18n/format";
import type { Nav } from "../nav";
import css from "./wizard.module.css";

const CODE = "service";

interface Values {
  name_zh: string;
  name_en: string;
  seconds: number;
}

/** What a first queue needs; its skills, overflow and the rest have defaults, and a screen of their own. */
function First({ nav }: { nav: Nav }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const missing = [{ required: true, whitespace: true, message: t("groups.missing") }];
  const save = async ({ name_zh, name_en, seconds }: Values): Promise<void> => {
    setBusy(true);
    const fresh = queueOf(null, 0);
    const policy = { ...fresh.policy, service_level_seconds: seconds };
    try {
      await saveQueue(null, { ...fresh, code: CODE, name_zh, name_en, policy });
      await setupChanged();
      go(nav.next);
    } catch (error) {
      setBusy(false);
      const field = error instanceof ApiError ? (error.field?.split(".").pop() ?? "") : "";
      const name = { service_level_seconds: "seconds", name_zh: "name_zh", name_en: "name_en" }[field];
      if (name === undefined) sayError(error);
      else form.setFields([{ name: name as keyof Values, errors: [sentence(error)] }]);
    }
  };
  return (
    <Form<Values>
      name="first-queue"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ name_zh: t("setup.default_queue"), name_en: "Customer service", seconds: 60 }}
      onFinish={(values) => void save(values)}
    >
      <section className={css.card}>
        <div className={css.pair}>
          <Form.Item name="name_zh" label={t("groups.zh")} rules={missing}>
            <Input size="large" autoFocus maxLength={60} autoComplete="off" />
          </Form.Item>
          <Form.Item name="name_en" label={t("groups.en")} rules={missing}>
            <Input size="large" maxLength={60} autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item
          name="seconds"
          label={t("queues.target")}
          extra={t("queues.target_hint")}
          rules={[{ required: true, message: t("queues.number_missing") }]}
        >
          <InputNumber size="large" min={1} max={86_400} precision={0} suffix={t("queues.second")} />
        </Form.Item>
      </section>
      <Foot {...nav}>
        <Button size="large" type="primary" htmlType="submit" loading={busy}>
          {t("setup.save_on")}
        </Button>
      </Foot>
    </Form>
  );
}

function There({ nav, all }: { nav: Nav; all: Queues }) {
  return (
    <>
      <section className={css.card}>
        <ul className={css.people}>
          {all.items.map((queue) => (
            <li key={queue.id}>
              <ListOrdered size={15} aria-hidden />
              <div>
                <a {...linkTo(`/settings/queues/${queue.id}`)}>
                  <b>{queueName(queue)}</b>
                </a>
                <small>
                  {t("queues.target")} {duration(queue.policy.service_level_seconds)}
                </small>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <Foot {...nav} />
    </>
  );
}

/** The first queue; or those that are there. */
export function QueueStep({ nav }: { nav: Nav }) {
  const query = useQueues();
  if (query.data !== undefined)
    return query.data.items.length === 0 ? <First nav={nav} /> : <There nav={nav} all={query.data} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Bones rows={4} />;
}
