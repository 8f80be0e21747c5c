package dev.zaffre.live;

import dev.zaffre.live.LiveFilter.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which of what changed is read for those who listen, bounded however many they are and however much changed. */
final class Wanted {
    /** Of the environment for those who look at all of it, and again of all accounts together that somebody looks at alone. */
    private static final int MOST = 200;

    private static final int MOST_OF_ACCOUNT = 50;
    /** Where nobody narrows: a stream is sent no more at once. */
    private static final int MOST_UNNARROWED = 20;

    private Wanted() {}

    /**
     * The newest of the environment, those of each account, and each execution that is looked at.
     *
     * @param changed ids, oldest first, with their accounts
     */
    static List<UUID> of(Map<UUID, UUID> changed, Kind kind, List<LiveFilter> filters) {
        Set<UUID> wanted = new LinkedHashSet<>();
        int mostOfAll = 0;
        int mostOfAccount = 0;
        Set<UUID> accounts = new HashSet<>();
        for (LiveFilter filter : filters) {
            UUID execution = filter.execution();
            if (!filter.wants(kind)) {
                continue;
            }
            if (execution != null && kind == Kind.EXECUTION) {
                if (changed.containsKey(execution)) {
                    wanted.add(execution);
                }
            } else if (filter.account() != null) {
                accounts.add(filter.account().value());
                mostOfAccount = Math.max(mostOfAccount, filter.isNarrowed() ? MOST_OF_ACCOUNT : MOST_UNNARROWED);
            } else {
                mostOfAll = Math.max(mostOfAll, filter.isNarrowed() ? MOST : MOST_UNNARROWED);
            }
        }
        wanted.addAll(newest(changed.keySet(), mostOfAll));
        Collection<List<UUID>> each = byAccount(changed, accounts);
        int most = fair(each, mostOfAccount);
        each.forEach(theirs -> wanted.addAll(newest(theirs, most)));
        return List.copyOf(wanted);
    }

    private static Collection<List<UUID>> byAccount(Map<UUID, UUID> changed, Set<UUID> accounts) {
        Map<UUID, List<UUID>> found = new LinkedHashMap<>();
        if (!accounts.isEmpty()) {
            changed.forEach((id, account) -> {
                if (accounts.contains(account)) {
                    found.computeIfAbsent(account, it -> new ArrayList<>()).add(id);
                }
            });
        }
        return found.values();
    }

    /** As many of each account that all together are within the bound: the quiet ones are read in full before a busy one gets more. */
    private static int fair(Collection<List<UUID>> each, int limit) {
        int most = 1;
        while (most < limit) {
            int next = most + 1;
            if (each.stream().mapToInt(theirs -> Math.min(theirs.size(), next)).sum() > MOST) {
                return most;
            }
            most = next;
        }
        return most;
    }

    static List<UUID> newest(Collection<UUID> ids, int most) {
        return ids.stream().skip(Math.max(0, ids.size() - most)).toList();
    }
}
