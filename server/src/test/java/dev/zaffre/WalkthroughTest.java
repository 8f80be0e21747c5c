package dev.zaffre;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A guide that names places which are gone is worse than none. */
class WalkthroughTest {
    private static final Path GUIDE = Path.of("../docs/walkthrough.md");
    private static final Pattern PLACE = Pattern.compile("`([\\w/]+\\.java)#(\\w+)`");

    @Test
    void every_place_that_the_walkthrough_names_exists() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> missing = new ArrayList<>();
        var places = PLACE.matcher(guide);
        int named = 0;
        while (places.find()) {
            named++;
            Path file = Path.of("src/main/java/dev/zaffre").resolve(places.group(1));
            Pattern method = Pattern.compile("(?m)^ {4}.*\\b" + places.group(2) + "\\(");
            if (!Files.exists(file) || !method.matcher(Files.readString(file)).find()) {
                missing.add(places.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThanOrEqualTo(10);
    }

    @Test
    void accepting_takes_at_most_four_hops_and_executing_six() throws IOException {
        String[] parts = Files.readString(GUIDE).split("\n## ");
        Pattern hop = Pattern.compile("(?m)^\\d+\\. ");
        assertThat(hop.matcher(parts[1]).results().count()).isLessThanOrEqualTo(4);
        assertThat(hop.matcher(parts[2]).results().count()).isLessThanOrEqualTo(6);
    }
}
