package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Developer > Webhooks: made, tried, switched, rotated, deleted. */
class WebhooksPagesTest {
    @TempDir
    static Path folder;

    private static ConsoleWorld world;
    private static Receiver receiver;
    private Page page;

    @BeforeAll
    static void start() {
        // A busy machine is no failure.
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        receiver = Receiver.start(Duration.ZERO);
        world = ConsoleWorld.start(folder);
    }

    @AfterAll
    static void stop() {
        try {
            world.close();
        } finally {
            receiver.close();
        }
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.context().close();
        }
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static List<JsonNode> webhooks() {
        return world.company()
                .ok("GET", "/api/v2/public/webhook?form=list", null)
                .valueStream()
                .toList();
    }

    @Test
    void a_webhook_is_made_with_a_previewed_template_and_its_test_is_delivered() {
        page = world.owner("/developer/webhooks");
        assertThat(page.getByText("No webhooks yet")).isVisible();
        Look.at(page, "webhooks-none");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New webhook"))
                .first()
                .click();
        button("Create webhook").click();
        assertThat(page.getByLabel("URL")).hasAttribute("aria-invalid", "true");

        page.getByLabel("URL").fill(receiver.url() + "/hook");
        page.getByLabel("Workflow Completed").check();
        page.getByText("Template", new Page.GetByTextOptions().setExact(true)).click();
        Locator template = page.getByLabel("Body template");
        template.fill("{\"id\": {{config.folder}}}");
        assertThat(page.getByRole(AriaRole.ALERT, new Page.GetByRoleOptions().setName("The template cannot be used")))
                .containsText("{{config.folder}} is not known here");
        template.fill("{\"id\": {{event.workflow_name}}, \"who\": \"{{linked_account_name}}\"}");
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Preview of the body")))
                .containsText("\"who\": \"sample-account\"");
        button("Add a header").click();
        page.getByLabel("Name of header 1").fill("x-team");
        page.getByLabel("Value of header 1").fill("integrations");
        Look.at(page, "webhooks-new");
        button("Create webhook").click();

        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("whsec_");
        String secret = dialog.getByLabel("the secret", new Locator.GetByLabelOptions().setExact(true))
                .innerText();
        button("I have kept it").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Latest deliveries")))
                .isVisible();
        assertThat(page.locator("body")).not().containsText(secret);
        assertThat(page.getByLabel("Value of header 1")).hasValue("***");

        button("Send test").click();
        Locator row = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Workflow Completed"));
        assertThat(row).containsText("Delivered");
        assertThat(row).containsText("200");
        assertThat(receiver.eventsAt("/hook")).contains("Sample workflow");
        Look.at(page, "webhooks-one");

        rotateSwitchAndDelete(secret);
    }

    private void rotateSwitchAndDelete(String secret) {
        button("Actions").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Rotate secret"))
                .click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Rotate secret"))
                .click();
        Locator shown = dialog.getByLabel("the secret", new Locator.GetByLabelOptions().setExact(true));
        assertThat(shown).hasText(Pattern.compile("whsec_.+"));
        assertThat(shown).not().hasText(secret);
        button("I have kept it").click();

        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Webhooks").setExact(true))
                .last()
                .click();
        Locator toggle = page.getByRole(AriaRole.SWITCH);
        assertThat(toggle).isChecked();
        toggle.focus();
        page.keyboard().press("Space");
        assertThat(toggle).not().isChecked();
        await().until(() -> !webhooks().getFirst().path("is_enabled").asBoolean(true));
        Look.at(page, "webhooks");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(receiver.url() + "/hook"))
                .click();
        assertThat(page.getByText("This webhook is disabled")).isVisible();
        assertThat(button("Send test")).isDisabled();
        button("Actions").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Delete"))
                .click();
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete webhook"))
                .click();
        assertThat(page.getByText("No webhooks yet")).isVisible();
        assertThat(webhooks()).isEmpty();
    }
}
