"""Names that many in a family or a community share, and family names that are spelt in several ways."""

TEXT = """\
# names that families share
*= Muhammad Mohammed Mohammad Mohamed Muhammed Mohamad Mohamud Muhamed Muhamad Mahammad Mahomed Mehmet Mo Md Mohd Moh
*= Syed Sayed Sayyid Said Saeed Syeda Sayeda
* Abdul Abdu Abd Abdel
*= Sheikh Shaikh Shaykh
*= Chaudhry Choudhury Chowdhury Chaudhary
* Mirza
* Bibi
* Begum
# family names: spellings
= Begum Begam Begom
= Qureshi Quraishi Kureshi Qureishi
= Rahman Rehman Rahmaan Rahaman
= Iqbal Ikbal Eqbal
= Akhtar Akhter Akther Aktar Akter
= Bhatti Bhatty
= Hossain Hussain Hossein Hussein
= Miah Mia Miya Miyah Mian
= Ullah Ulla Oullah
= Uddin Udin Uddeen Oddin
= Kaur Kour
= Siddiqui Siddique Siddiqi Sidiqi Siddiki
= MacDonald McDonald
= MacKenzie McKenzie
= MacLean McLean MacLaine
= MacLeod McLeod
= MacKay McKay
= MacGregor McGregor
= MacKinnon McKinnon
= MacIntyre McIntyre
= MacCarthy McCarthy
= Clark Clarke
= Davis Davies
= Stephens Stevens
= Stephenson Stevenson
= Thompson Thomson Tomson
= Brown Browne
= Green Greene
= Cook Cooke
= Reid Reed Read
= Phillips Philips Phillip
= Mathews Matthews
= Nicholls Nicolls Nichols
= Johnson Johnston Johnstone
= Stewart Stuart
= Pearce Pierce
= Allen Allan
= Hughes Hewes
= Shepherd Sheppard Shepard
= Sharp Sharpe
= O'Neill O'Neil
= Griffith Griffiths
"""
