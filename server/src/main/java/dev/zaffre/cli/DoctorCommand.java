package dev.zaffre.cli;

import dev.zaffre.config.SettingSources;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks the machine, the settings and the database; changes nothing. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the machine, the settings and the database.",
            "One line a check: ok, warn or fail, and what to do. Ends with 1 when a check fails. Changes nothing."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions options = new SettingOptions();

    @Override
    public Integer call() {
        SettingSources.Effective effective = options.resolve();
        List<Finding> findings = new ArrayList<>();
        long changed = effective.entries().stream()
                .filter(entry -> !entry.source().equals("default"))
                .count();
        findings.add(
                Finding.ok("settings", changed + " of " + effective.entries().size() + " differ from the default"));
        findings.addAll(MachineChecks.run(effective.settings()));
        findings.addAll(DatabaseChecks.run(effective.settings()));
        PrintWriter out = options.out();
        for (Finding finding : findings) {
            out.printf(
                    Locale.ROOT,
                    "%-5s %-11s %s%n",
                    finding.grade().name().toLowerCase(Locale.ROOT),
                    finding.subject(),
                    finding.text());
            if (!finding.fix().isEmpty()) {
                out.printf(Locale.ROOT, "%-17s fix: %s%n", "", finding.fix());
            }
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.grade() == Finding.Grade.FAIL) ? ZaffreCommand.FAILED : 0;
    }
}
