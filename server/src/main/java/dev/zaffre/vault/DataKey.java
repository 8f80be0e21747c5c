package dev.zaffre.vault;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;

/** The key of one value: AES-256-GCM with a random nonce, used once. */
final class DataKey {
    private final AesGcmJce cipher;

    DataKey(byte[] key) throws GeneralSecurityException {
        this.cipher = new AesGcmJce(key);
    }

    byte[] encrypt(byte[] plain, byte[] identity) throws GeneralSecurityException {
        return cipher.encrypt(plain, identity);
    }

    byte[] decrypt(byte[] sealed, byte[] identity) throws GeneralSecurityException {
        return cipher.decrypt(sealed, identity);
    }
}
