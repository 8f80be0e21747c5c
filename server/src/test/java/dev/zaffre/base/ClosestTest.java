package dev.zaffre.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClosestTest {
    private static final List<String> NAMES = List.of("Contact Created", "Contact Updated", "Deal Won", "id");

    @Test
    void a_misspelt_name_finds_the_one_that_was_meant() {
        assertThat(Closest.closest("contact created", NAMES)).contains("Contact Created");
        assertThat(Closest.closest("Contact Udpated", NAMES)).contains("Contact Updated");
        assertThat(Closest.closest("Deal_Won", NAMES)).contains("Deal Won");
        assertThat(Closest.closest("ids", NAMES)).contains("id");
        assertThat(Closest.hint("Deal Wom", NAMES)).isEqualTo(" Did you mean \"Deal Won\"?");
    }

    @Test
    void what_resembles_nothing_finds_nothing() {
        assertThat(Closest.closest("Invoice Paid", NAMES)).isEmpty();
        assertThat(Closest.closest("", NAMES)).isEmpty();
        assertThat(Closest.closest("x".repeat(100_000), NAMES)).isEmpty();
        assertThat(Closest.hint("zzz", NAMES)).isEmpty();
    }
}
