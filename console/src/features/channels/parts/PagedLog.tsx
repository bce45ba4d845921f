import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { Webhook } from "lucide-react";
import { Bones, Empty, Failed } from "@/design";
import { t } from "@/i18n";
import css from "./channels.module.css";

interface Pages<Item> {
  data?: { pages: { items: Item[] }[] } | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface Props<Item, Filter extends string> {
  query: Pages<Item>;
  value: Filter;
  change: (value: Filter) => void;
  options: { value: Filter; label: string }[];
  none: { title: string; text: string };
  children: (items: Item[]) => React.ReactNode;
}

/** A log that is read page by page, of all or of one outcome. */
export function PagedLog<Item, Filter extends string>({
  query,
  value,
  change,
  options,
  none,
  children,
}: Props<Item, Filter>) {
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Segmented<Filter> className={css.states ?? ""} size="small" value={value} onChange={change} options={options} />
      {query.isPending && <Bones rows={4} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && <Empty icon={<Webhook size={20} aria-hidden />} title={none.title} text={none.text} />}
      {items !== undefined && items.length > 0 && children(items)}
      {query.hasNextPage && (
        <div className={css.more}>
          <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
    </>
  );
}
