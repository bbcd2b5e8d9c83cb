"""Passwords of eight characters or more that every guesser tries first, in lower case."""

COMMON = frozenset(
    """
    password password1 password12 password123 password1234 password! passw0rd p@ssword p@ssw0rd p@ssw0rd1 pass1234
    pass12345 passwort motdepasse contraseña 11223344 12344321 123123123 1231231234 123454321 123456789a 1234abcd
    12345678a 12345679 123456abc 123654789 12341234 147258369 159357258 123qwe123 123abc123 1q2w3e4r 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx qwer1234 qwert123 qwerty12 qwerty123 qwerty1234 qwertyui
    qwerty12345 qazwsxedc asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abc123456 abcdef123 aa123456
    a1234567 a12345678 a123456789 q1w2e3r4 letmein1 letmein123 welcome1 welcome12 welcome123 iloveyou iloveyou1
    ilovey0u sunshine sunshine1 princess princess1 football football1 baseball basketball superman superman1 batman123
    dragon123 master123 monkey123 shadow123 michael1 jennifer jordan23 trustno1 starwars whatever computer internet
    samsung1 samsung123 liverpool chelsea1 arsenal1 barcelona ronaldo7 charlie1 alexander administrator admin123
    admin1234 admin12345 admin@123 adminadmin administrador root1234 rootroot toor1234 guest123 test1234 testtest
    teste123 teste1234 testando changeme changeme1 changeme123 change-me default1 secret123 secret12 topsecret
    senha123 senha1234 senha12345 senha123456 minhasenha suasenha mudar123 mudar@123 trocar123 brasil123 brasil2024
    brasil2025 brasil2026 flamengo flamengo1 flamengo10 corinthians palmeiras saopaulo saopaulo1 vascodagama
    gremio123 internacional cruzeiro cruzeiro1 botafogo fluminense santos123 amoreterno amordaminhavida teamo123
    euteamo1 tequiero jesuscristo jesusteama jesus123 deusefiel deuseamor deuseamor1 deus1234 familia1 felicidade
    princesa estrela1 borboleta chocolate chocolate1 gabriel1 gabriela rafael123 fernanda juliana1 mariana1 leonardo
    guilherme matheus1 carolina imobiliaria imobiliaria1 imobiliaria123 corretor corretor1 corretor123 imoveis123
    casa1234 apartamento whatsapp whatsapp1 whatsapp123 chatbot1 chatbot123 empresa1 empresa123 cliente1 cliente123
    vendas123 lucas123 maria123 google123 facebook facebook1 instagram windows10 microsoft linkedin access14 mustang1
    blink182 naruto123 pokemon1 pokemon123 minecraft fuckyou1 fuckyou123 asshole1 11111111a 00000000a 12345qwert
    123456qwerty 88888888a 987654321a summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2026
    january1 december mercedes corvette porsche1 ferrari1 yamaha123 honda123 toyota123
    """.split()  # noqa: SIM905 - three hundred quoted words would be harder to read and to extend
)
