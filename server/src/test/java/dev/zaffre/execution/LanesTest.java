package dev.zaffre.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.testing.MovableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final long LANE = 7;

    private final MovableClock clock = new MovableClock();
    private final Lanes lanes = new Lanes(clock, 2);

    @Test
    void a_lane_has_so_many_places_and_no_more() {
        assertThat(lanes.tryEnter(LANE)).isTrue();
        assertThat(lanes.tryEnter(LANE)).isTrue();
        assertThat(lanes.tryEnter(LANE)).isFalse();
        lanes.leave(LANE);
        assertThat(lanes.tryEnter(LANE)).isTrue();
    }

    @Test
    void what_comes_after_a_backlog_goes_behind_it() {
        lanes.backlog(LANE, true);
        assertThat(lanes.tryEnter(LANE)).isFalse();
        lanes.backlog(LANE, false);
        assertThat(lanes.tryEnter(LANE)).isTrue();
    }

    @Test
    void what_goes_out_in_order_goes_few_at_a_time_and_what_comes_goes_behind_it() {
        Lanes wide = new Lanes(clock, 64);
        assertThat(wide.room(LANE, true)).isEqualTo(8);
        for (int i = 0; i < 8; i++) {
            wide.enter(LANE);
        }
        assertThat(wide.tryEnter(LANE)).isFalse();
        assertThat(wide.room(LANE, true)).isZero();
        assertThat(List.of(wide.leave(LANE), wide.leave(LANE), wide.leave(LANE), wide.leave(LANE)))
                .containsExactly(false, false, false, true);
        assertThat(wide.room(LANE, true)).isEqualTo(4);
        wide.backlog(LANE, false);
        assertThat(wide.tryEnter(LANE)).isTrue();
        assertThat(wide.room(LANE, false)).isEqualTo(59);
    }

    @Test
    void a_held_lane_stays_held_when_its_backlog_is_gone() {
        lanes.held(LANE, clock.now().plusSeconds(30));
        lanes.backlog(LANE, true);
        lanes.backlog(LANE, false);
        assertThat(lanes.tryEnter(LANE)).isFalse();
        clock.advance(Duration.ofSeconds(31));
        assertThat(lanes.tryEnter(LANE)).isTrue();
    }

    @Test
    void a_connection_is_down_after_ten_failures_in_ten_seconds_without_a_success() {
        for (int i = 0; i < 50; i++) {
            assertThat(lanes.failed(LANE)).isNull();
        }
        clock.advance(Duration.ofSeconds(11));
        Lanes.Hold hold = lanes.failed(LANE);
        assertThat(hold).isNotNull();
        assertThat(lanes.tryEnter(LANE)).isFalse();
        assertThat(lanes.succeeded(LANE)).isTrue();
        assertThat(lanes.tryEnter(LANE)).isTrue();
        assertThat(lanes.failed(LANE)).isNull();
    }

    @Test
    void one_success_between_failures_keeps_a_connection_up() {
        for (int i = 0; i < 9; i++) {
            lanes.failed(LANE);
        }
        assertThat(lanes.succeeded(LANE)).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(lanes.failed(LANE)).isNull();
    }
}
