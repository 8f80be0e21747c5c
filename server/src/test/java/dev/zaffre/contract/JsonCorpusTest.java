package dev.zaffre.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The corpus against the parser alone; {@link MalformedInputTest} sends it to the server. */
class JsonCorpusTest {
    @Test
    void the_corpus_is_as_large_as_the_public_ones() {
        assertThat(JsonCorpus.valid()).hasSizeGreaterThanOrEqualTo(95);
        assertThat(JsonCorpus.invalid()).hasSizeGreaterThanOrEqualTo(188);
        assertThat(JsonCorpus.leftToUs()).hasSizeGreaterThanOrEqualTo(35);
    }

    @Test
    void the_parser_takes_what_is_valid_and_nothing_else() {
        List<String> wrong = new ArrayList<>();
        var all = new ArrayList<>(JsonCorpus.valid());
        all.addAll(JsonCorpus.invalid());
        all.addAll(JsonCorpus.leftToUs());
        for (JsonCorpus.Text text : all) {
            String outcome;
            try {
                Json.parse(text.bytes());
                outcome = "accepted";
            } catch (Json.Malformed e) {
                outcome = e.line >= 1 && e.column >= 1 ? "refused" : "refused without a place";
            }
            if (!outcome.equals(text.accepted() ? "accepted" : "refused")) {
                wrong.add(text + " was " + outcome);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_documented_table_is_the_one_that_the_tests_check() throws IOException {
        Path file = Path.of("../docs/json.md");
        if (Boolean.getBoolean("zaffre.write-docs")) {
            Files.writeString(file, JsonTable.text());
        }
        assertThat(Files.readString(file))
                .as("docs/json.md; -Dzaffre.write-docs=true writes it again")
                .isEqualTo(JsonTable.text());
    }
}
