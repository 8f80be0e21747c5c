package dev.zaffre.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.zaffre.base.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final UUID ROW = new UUID(1, 2);
    private static final byte[] PLAIN = "canary".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Vault vault() {
        return Vault.inFile(folder.resolve("keys.json"));
    }

    @Test
    void what_is_sealed_opens_again_here_and_after_a_restart() {
        byte[] sealed = vault().seal("connection", ROW, PLAIN);
        assertThat(vault().open("connection", ROW, sealed)).isEqualTo(PLAIN);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
        assertThat(vault().seal("connection", ROW, PLAIN)).isNotEqualTo(sealed);
    }

    @Test
    void another_row_or_kind_cannot_open_it() {
        Vault vault = vault();
        byte[] sealed = vault.seal("connection", ROW, PLAIN);
        assertThatThrownBy(() -> vault.open("connection", new UUID(1, 3), sealed))
                .isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> vault.open("account", ROW, sealed)).isInstanceOf(Unreadable.class);
    }

    @Test
    void every_damaged_byte_is_noticed() {
        Vault vault = vault();
        byte[] sealed = vault.seal("connection", ROW, PLAIN);
        for (int index = 0; index < sealed.length; index++) {
            byte[] damaged = sealed.clone();
            damaged[index] ^= 1;
            assertThatThrownBy(() -> vault.open("connection", ROW, damaged))
                    .as("byte %d", index)
                    .isInstanceOf(Unreadable.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.open("connection", ROW, cut)).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void a_new_key_seals_and_the_old_one_still_opens() {
        Vault vault = vault();
        byte[] old = vault.seal("connection", ROW, PLAIN);
        assertThat(vault.isCurrent(old)).isTrue();
        vault.rotate();
        assertThat(vault.isCurrent(old)).isFalse();
        assertThat(vault.open("connection", ROW, old)).isEqualTo(PLAIN);
        byte[] fresh = vault.seal("connection", ROW, PLAIN);
        assertThat(vault.isCurrent(fresh)).isTrue();
        assertThat(vault().open("connection", ROW, fresh)).isEqualTo(PLAIN);
        assertThat(vault().open("connection", ROW, old)).isEqualTo(PLAIN);
    }

    @Test
    void keys_of_another_server_are_named_as_the_reason() {
        byte[] foreign = Vault.inFile(folder.resolve("other.json")).seal("connection", ROW, PLAIN);
        assertThatThrownBy(() -> vault().open("connection", ROW, foreign))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("not among this server's keys");
    }

    @Test
    void the_key_file_is_for_its_owner_only() throws Exception {
        Path file = folder.resolve("sub/keys.json");
        Vault.inFile(file).rotate();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void keys_may_come_from_a_setting() throws Exception {
        byte[] sealed = vault().seal("connection", ROW, PLAIN);
        Vault given = Vault.of(new Secret(Files.readString(folder.resolve("keys.json"))));
        assertThat(given.open("connection", ROW, sealed)).isEqualTo(PLAIN);
        assertThatThrownBy(given::rotate).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Vault.of(new Secret("{\"secret\":1}")))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret\":1");
    }

    @Test
    void a_map_of_secrets_keeps_its_names_and_values() {
        Map<String, Secret> values =
                Map.of("api_key", new Secret("k"), "empty", new Secret(""), "emoji", new Secret("🔑"));
        byte[] sealed = vault().sealMap("connection", ROW, values);
        assertThat(vault().openMap("connection", ROW, sealed)).isEqualTo(values);
    }
}
