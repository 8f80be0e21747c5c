package dev.zaffre.webhook;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who in an environment wants to be told what: what every write asks, so it is kept in memory. */
record Subscriptions(Notice.Origin origin, Set<NoticeKind> wanted, List<Subscription> all) {
    static final Subscriptions NONE = of(new Notice.Origin(new UUID(0, 0), ""), List.of());

    /**
     * @param app slug; null: all
     * @param workflows of what happens to workflows; empty: all
     * @param wantsResult the body shows what a workflow answered
     */
    record Subscription(
            UUID webhook, Set<NoticeKind> kinds, @Nullable String app, Set<UUID> workflows, boolean wantsResult) {
        static Subscription of(UUID webhook, Webhook.Settings settings) {
            return new Subscription(
                    webhook,
                    settings.kinds(),
                    settings.app(),
                    Set.copyOf(settings.workflows()),
                    BodyTemplate.of(settings).wantsResult());
        }

        boolean wants(Notice notice) {
            if (!kinds.contains(notice.kind()) || !(app == null || app.equals(notice.app()))) {
                return false;
            }
            return switch (notice) {
                case Notice.OfConnection connection -> true;
                case Notice.OfWorkflow it -> workflows.isEmpty() || workflows.contains(it.workflow());
            };
        }
    }

    static Subscriptions of(Notice.Origin origin, List<Subscription> all) {
        Set<NoticeKind> wanted = EnumSet.noneOf(NoticeKind.class);
        all.forEach(subscription -> wanted.addAll(subscription.kinds()));
        return new Subscriptions(origin, wanted, List.copyOf(all));
    }
}
