// VERB KEYS OWN AT: System.Security.Cryptography.Pkcs as Mono has it.
using System;
using System.IO;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

static class Client
{
    static void Main(string[] args)
    {
        string verb = args[0], keys = args[1], own = args[2], at = args[3];
        byte[] cms = File.ReadAllBytes(at + "/cms");
        byte[] content;
        if (verb == "decrypt")
        {
            var enveloped = new EnvelopedCms();
            enveloped.Decode(cms);
            enveloped.Decrypt(new X509Certificate2Collection(new X509Certificate2(keys + "/" + own + ".p12", "test")));
            content = enveloped.ContentInfo.Content;
        }
        else
        {
            var signed = verb == "detached" ? new SignedCms(new ContentInfo(File.ReadAllBytes(at + "/content")), true) : new SignedCms();
            signed.Decode(cms);
            signed.CheckSignature(true);
            content = signed.ContentInfo.Content;
        }
        File.WriteAllBytes(at + "/out", content);
    }
}
