package dev.zaffre.cli;

import dev.zaffre.config.SettingSources.Entry;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what holds, and why. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Prints every setting, its effective value and where it came from; secrets are hidden.",
            "Sources, later ones win: defaults, the settings file, ZAFFRE_... variables, flags."
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions options = new SettingOptions();

    @Override
    public Integer call() {
        List<Entry> entries = options.resolve().entries();
        int wide = entries.stream()
                .mapToInt(entry -> entry.setting().key().length())
                .max()
                .orElse(0);
        int valueWide =
                entries.stream().mapToInt(entry -> entry.shown().length()).max().orElse(0);
        PrintWriter out = options.out();
        for (Entry entry : entries) {
            out.printf(
                    "%-" + wide + "s  %-" + Math.max(1, valueWide) + "s  %s%n",
                    entry.setting().key(),
                    entry.shown(),
                    entry.source());
        }
        out.flush();
        return 0;
    }
}
