package dev.zaffre.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.Ids;
import dev.zaffre.live.LiveFilter.Kind;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WantedTest {
    private final Map<UUID, UUID> changed = new LinkedHashMap<>();

    private static LiveFilter filter(@Nullable UUID account, @Nullable String app) {
        AccountId narrowing = account == null ? null : new AccountId(account);
        return new LiveFilter(EnumSet.of(Kind.EXECUTION), narrowing, null, null, app, List.of(), null, null, null);
    }

    private void change(UUID account, int times) {
        for (int i = 0; i < times; i++) {
            changed.put(Ids.next(), account);
        }
    }

    private long wantedOf(UUID account, List<LiveFilter> filters) {
        return Wanted.of(changed, Kind.EXECUTION, filters).stream()
                .filter(id -> account.equals(changed.get(id)))
                .count();
    }

    @Test
    void of_the_whole_environment_no_more_is_read_than_is_sent_unless_somebody_narrows() {
        change(Ids.next(), 1000);
        List<UUID> ids = List.copyOf(changed.keySet());

        assertThat(Wanted.of(changed, Kind.EXECUTION, List.of(filter(null, null))))
                .isEqualTo(ids.subList(980, 1000));
        assertThat(Wanted.of(changed, Kind.EXECUTION, List.of(filter(null, null), filter(null, "crm"))))
                .isEqualTo(ids.subList(800, 1000));
        assertThat(Wanted.of(changed, Kind.EVENT, List.of(filter(null, null)))).isEmpty();
    }

    @Test
    void a_busy_account_gets_what_the_quiet_ones_leave() {
        UUID busy = Ids.next();
        change(busy, 1000);
        List<UUID> quiet = Stream.generate(Ids::next).limit(30).toList();
        quiet.forEach(account -> change(account, 3));
        List<LiveFilter> filters = Stream.concat(Stream.of(busy), quiet.stream())
                .map(account -> filter(account, null))
                .toList();

        assertThat(wantedOf(busy, filters)).isEqualTo(20);
        assertThat(quiet).allMatch(account -> wantedOf(account, filters) == 3);
    }

    @Test
    void many_busy_accounts_share_what_is_read() {
        List<UUID> accounts = Stream.generate(Ids::next).limit(100).toList();
        accounts.forEach(account -> change(account, 50));
        List<LiveFilter> filters =
                accounts.stream().map(account -> filter(account, "crm")).toList();

        assertThat(accounts).allMatch(account -> wantedOf(account, filters) == 2);
        assertThat(wantedOf(accounts.getFirst(), filters.subList(0, 2))).isEqualTo(50);
    }
}
